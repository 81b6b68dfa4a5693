import { bare } from "./bare";

/**
 * The resources that a function is linked to, by name. Synthesis writes their types, so a misspelt name does not
 * compile.
 */
export interface Resource {
  /** The synthesized app. */
  App: {
    /** Name of the app: `app` in the app's context, or else the stack's name. */
    name: string;
    /** Stage of the app: `stage` in the app's context, or else `dev`. */
    stage: string;
  };
}

const prefix = "SST_RESOURCE_";
const parsed = new Map<string, { readonly json: string; readonly value: unknown }>();

/**
 * Reads the resources that the function is linked to.
 *
 * @throws Error for a name that is not linked. The message lists the linked names.
 */
export const Resource: Resource = new Proxy({} as Resource, {
  // Links begin with an upper-case letter. These two names are asked for by `await` and by JSON.stringify.
  get: (_, name) => (typeof name !== "string" || name === "then" || name === "toJSON" ? undefined : read(name)),
  has: (_, name) => typeof name === "string" && !!bare(process.env)[prefix + name],
  ownKeys: linked,
  getOwnPropertyDescriptor: (_, name) =>
    name in Resource ? { configurable: true, enumerable: true, value: read(String(name)) } : undefined,
});

function read(name: string): unknown {
  const json = bare(process.env)[prefix + name] as string | undefined;
  if (!json) throw new Error(`"${name}" is not linked to this function. Linked are: ${linked().join(", ") || "none"}.`);
  const known = parsed.get(name);
  if (known?.json === json) return known.value;
  const value = parse(name, json);
  parsed.set(name, { json, value });
  return value;
}

function parse(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new Error(`The variable ${prefix}${name} holds no JSON.`, { cause });
  }
}

function linked(): string[] {
  return Object.keys(process.env).flatMap((key) =>
    key.startsWith(prefix) && process.env[key] ? [key.slice(prefix.length)] : [],
  );
}
