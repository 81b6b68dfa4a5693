/**
 * The resources a function is linked to, by name. Synthesis writes their types, so a misspelt name does not compile.
 */
export interface Resource {
  /** The app that was synthesized. */
  App: {
    /** Name of the app: `app` of CDKTF's context, else the stack's name. */
    name: string;
    /** Stage of the app: `stage` of CDKTF's context, else `dev`. */
    stage: string;
  };
}

const prefix = "SST_RESOURCE_";
const parsed = new Map<string, unknown>();

/**
 * Reads what the function is linked to.
 *
 * @throws Error for a name that is not linked; it names those that are
 */
export const Resource: Resource = new Proxy({} as Resource, {
  get: (_, name) => (typeof name === "string" ? read(name) : undefined),
  has: (_, name) => typeof name === "string" && process.env[prefix + name] !== undefined,
  ownKeys: linked,
  getOwnPropertyDescriptor: (_, name) =>
    name in Resource ? { configurable: true, enumerable: true, value: read(String(name)) } : undefined,
});

function read(name: string): unknown {
  const json = process.env[prefix + name];
  if (json === undefined)
    throw new Error(`"${name}" is not linked to this function. Linked are: ${linked().join(", ") || "none"}.`);
  if (!parsed.has(json)) parsed.set(json, JSON.parse(json));
  return parsed.get(json);
}

function linked(): string[] {
  return Object.keys(process.env).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
}
