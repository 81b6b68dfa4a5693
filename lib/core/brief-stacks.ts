type Capture = typeof Error.captureStackTrace;

/** What `Error.captureStackTrace` is when nothing is short; undefined while that is so. */
let usual: Capture | undefined;
let short: Capture;

/**
 * Does something that makes tokens, each of which remembers where it was made. cdktf takes the whole stack for each of
 * some thirty tokens of a route, which is a tenth of a synthesis. Here all of them remember the call of `below`, a
 * function or a class that users call. Errors keep their own stacks.
 */
export function withBriefStacks<T>(below: Parameters<Capture>[1], work: () => T): T {
  if (usual) return work();
  const stack = wholeStack(below);
  short = (target, first) => {
    if (target instanceof Error) usual?.(target, first);
    else Object.assign(target, { stack });
  };
  shorten();
  try {
    return work();
  } finally {
    restore();
  }
}

/** Calls code of users' inside the other. */
export function withUsualStacks<T>(work: () => T): T {
  if (!usual) return work();
  const outer = short;
  restore();
  try {
    return work();
  } finally {
    short = outer;
    shorten();
  }
}

// As cdktf takes it: of as many lines as there are.
function wholeStack(below: Parameters<Capture>[1]): string {
  const { stackTraceLimit } = Error;
  const origin = { stack: "" };
  Reflect.set(Error, "stackTraceLimit", Number.MAX_SAFE_INTEGER);
  try {
    Error.captureStackTrace(origin, below);
  } finally {
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
  }
  return origin.stack;
}

function shorten(): void {
  usual = Error.captureStackTrace;
  Reflect.set(Error, "captureStackTrace", short);
}

function restore(): void {
  Reflect.set(Error, "captureStackTrace", usual);
  usual = undefined;
}
