import { Token } from "cdktf";
import type { NamedLink } from "./link";

/** The declarations that give `Resource` its types, for every link of an app. Links of one name are alternatives. */
export function renderTypes(links: readonly NamedLink[], modules: readonly string[]): string {
  const body = [...byName(links)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, types]) => `    ${name}: ${[...types].sort().join(" | ")};`);
  const declarations = modules.map((module) =>
    [`declare module ${JSON.stringify(module)} {`, "  export interface Resource {", ...body, "  }", "}"].join("\n"),
  );
  return [
    "// Written by synthesis from the links of the app. Do not edit or commit it.",
    ...declarations,
    "export {};",
    "",
  ].join("\n");
}

function byName(links: readonly NamedLink[]): ReadonlyMap<string, ReadonlySet<string>> {
  const types = new Map<string, Set<string>>();
  for (const { name, properties, type } of links) {
    const own = types.get(name) ?? new Set();
    types.set(name, own.add(typeOf({ ...properties, type: new Literal(type) })));
  }
  return types;
}

class Literal {
  constructor(public readonly text: string) {}
}

// What Terraform knows only later is a string as far as anyone can tell, unless its own token says otherwise.
function typeOf(value: unknown): string {
  if (value instanceof Literal) return JSON.stringify(value.text);
  if (value === null) return "null";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return typeof value;
  if (Token.isUnresolved(value) && !Array.isArray(value)) return "unknown";
  if (Array.isArray(value)) return listType(value);
  if (typeof value === "object") return objectType(value);
  return "unknown";
}

function listType(values: readonly unknown[]): string {
  const types = [...new Set(values.map(typeOf))].sort();
  return types.length === 0 ? "never[]" : `(${types.join(" | ")})[]`;
}

function objectType(value: object): string {
  const entries = Object.entries(value);
  if (entries.some(([key]) => Token.isUnresolved(key)))
    return `Record<string, ${[...new Set(entries.map(([, member]) => typeOf(member)))].sort().join(" | ")}>`;
  const members = entries
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}: ${typeOf(member)}`);
  return `{ ${members.join("; ")} }`;
}
