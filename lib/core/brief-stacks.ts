import { join, sep } from "node:path";

type Prepare = NonNullable<typeof Error.prepareStackTrace>;

const library = join(__dirname, "..") + sep;

/** Enough to tell which line of the user's made something. */
const frames = 3;

let usual: typeof Error.prepareStackTrace;
let isBrief = false;

/**
 * Does something that makes tokens, each of which remembers where it was made. cdktf has Node.js write down the whole
 * stack for each of some twenty tokens of a function, which takes a tenth of a synthesis. Here a stack begins where it
 * leaves the library, and is short. An error keeps all of its own: Node.js writes that one down when somebody reads it.
 */
export function withBriefStacks<T>(work: () => T): T {
  if (isBrief) return work();
  shorten();
  try {
    return work();
  } finally {
    restore();
  }
}

/** Calls code of users' inside the other. */
export function withUsualStacks<T>(work: () => T): T {
  if (!isBrief) return work();
  restore();
  try {
    return work();
  } finally {
    shorten();
  }
}

function shorten(): void {
  usual = Error.prepareStackTrace;
  Error.prepareStackTrace = brief;
  isBrief = true;
}

function restore(): void {
  Error.prepareStackTrace = usual;
  isBrief = false;
}

const brief: Prepare = (error, stack) => {
  const first = stack.findIndex((frame) => isOutside(frame.getFileName()));
  const shown = stack.slice(Math.max(first, 0)).slice(0, frames);
  return usual ? usual(error, shown) : [String(error), ...shown.map((frame) => `    at ${frame}`)].join("\n");
};

function isOutside(file: string | null | undefined): boolean {
  return typeof file === "string" && !file.startsWith(library) && !file.includes(`${sep}node_modules${sep}`);
}
