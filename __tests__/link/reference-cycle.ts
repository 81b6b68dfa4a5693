import { identifiers } from "../properties/references";

type Blocks = Readonly<Record<string, Readonly<Record<string, object>>>>;

interface Json {
  readonly resource?: object;
  readonly data?: object;
  readonly locals?: object;
}

/** Returns the addresses of a reference cycle, which Terraform rejects. Undefined if there is none. */
export function cycleIn(json: Json): readonly string[] | undefined {
  const graph = new Map([
    ...nodes(json.resource, ""),
    ...nodes(json.data, "data."),
    ...nodes({ local: json.locals }, ""),
  ]);
  const done = new Set<string>();
  const visit = (address: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(address)) return path.slice(path.indexOf(address));
    if (done.has(address)) return undefined;
    for (const next of graph.get(address) ?? []) {
      const cycle = graph.has(next) ? visit(next, [...path, address]) : undefined;
      if (cycle) return cycle;
    }
    done.add(address);
    return undefined;
  };
  return [...graph.keys()].map((address) => visit(address, [])).find((cycle) => cycle !== undefined);
}

function nodes(blocks: object | undefined, prefix: string): [address: string, references: readonly string[]][] {
  return Object.entries((blocks ?? {}) as Blocks).flatMap(([type, made]) =>
    Object.entries(made ?? {}).map(([name, block]): [string, readonly string[]] => [
      `${prefix}${type}.${name}`,
      texts(block)
        .flatMap(({ text, address }) => (address ? [text] : identifiers(text)))
        .map(resource),
    ]),
  );
}

/** Returns all texts of a block. Those of `depends_on` are addresses. */
function texts(value: unknown, address = false): readonly { readonly text: string; readonly address: boolean }[] {
  if (typeof value === "string") return [{ text: value, address }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, address || key === "depends_on"));
}

function resource(reference: string): string {
  const parts = reference.split(".");
  return parts.slice(0, parts[0] === "data" ? 3 : 2).join(".");
}
