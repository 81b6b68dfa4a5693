import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ISynthesisSession, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { type Contributor, ownProject, Synthesis } from "../app/synthesis";
import { appState, type StateEntry } from "../core/app-state";
import { quoted, ValidationError } from "../core/validation-error";
import type { NamedLink } from "./definition";

/** The first line of the file, by which the library recognizes a file of its own, also of an earlier version. */
const header = "// Written by synthesis from the links of the app. Do not edit or commit it.";

/** The types of all links of an app. Synthesis writes them into the project. */
class LinkTypes implements Contributor {
  /** Next to cdktf.json, where the tsconfig that `cdktf init` writes includes it. */
  public readonly projectFile = "cdktf-env.d.ts";
  public readonly links: NamedLink[] = [];

  constructor(private readonly root: IConstruct) {
    Synthesis.of(root).contribute(this);
  }

  public prepare(_: unknown, session: ISynthesisSession): void {
    const project = ownProject(this.root, session);
    if (project !== undefined && this.links.length > 0) this.requireOwn(project);
  }

  public finish(session: ISynthesisSession): void {
    const project = ownProject(this.root, session);
    if (project !== undefined) this.writeTo(project);
  }

  // An app without links has nothing to write, so another file of that name is none of its business.
  private writeTo(project: string): void {
    const path = join(project, this.projectFile);
    if (this.links.length === 0 && (!existsSync(path) || foreignKind(path) !== undefined)) return;
    // Again, because the file may have appeared during the synthesis.
    this.requireOwn(project);
    const modules = ["cdktf-apigateway-websocket/runtime", ...(isInstalled("sst", project) ? ["sst"] : [])];
    const text = renderTypes(this.links, modules);
    // An unchanged file is not written, so that file watchers don't run.
    if (existsSync(path) && readFileSync(path, "utf8") === text) return;
    writeFileSync(path, text, { mode: 0o644 });
  }

  // Writing through a link would change a file elsewhere, and a file of the user would be lost.
  private requireOwn(project: string): void {
    const path = join(project, this.projectFile);
    const kind = foreignKind(path);
    if (kind === undefined) return;
    const remedy = kind === "a symbolic link" ? "Remove the link" : "Rename or delete it";
    throw new ValidationError(
      undefined,
      `"${this.projectFile}" has to be a file that synthesis may replace by the types of the links; got ${kind} at ${quoted(path)}. ${remedy}, and synthesize again.`,
    );
  }
}

/** Describes what is at a path, if the library did not write it. An empty file may be replaced: it contains nothing. */
function foreignKind(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) return "a symbolic link";
  if (!stats.isFile()) return "a directory or a device";
  const text = readFileSync(path, "utf8");
  const [first] = text.split(/\r?\n/, 1);
  return text === "" || first === header ? undefined : `a file whose first line is not ${quoted(header)}`;
}

const linkTypes: StateEntry<LinkTypes> = { name: "link types", create: (root) => new LinkTypes(root) };

/** Adds links to the types of an app. */
export function rememberLinks(scope: IConstruct, links: readonly NamedLink[]): void {
  appState(scope, linkTypes).links.push(...links);
}

// A declaration that extends a package is a compiler error if the package is not installed.
function isInstalled(name: string, from: string): boolean {
  if (existsSync(join(from, "node_modules", name, "package.json"))) return true;
  const parent = dirname(from);
  return parent !== from && isInstalled(name, parent);
}

/** Renders the declarations that type `Resource`, for every link of an app. Links of one name become a union. */
function renderTypes(links: readonly NamedLink[], modules: readonly string[]): string {
  const body = [...typesByName(links)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, types]) => `    ${name}: ${[...types].sort().join(" | ")};`);
  const declarations = modules.map((module) =>
    [`declare module ${JSON.stringify(module)} {`, "  export interface Resource {", ...body, "  }", "}"].join("\n"),
  );
  return [header, ...declarations, "export {};", ""].join("\n");
}

function typesByName(links: readonly NamedLink[]): ReadonlyMap<string, ReadonlySet<string>> {
  const types = new Map<string, Set<string>>();
  for (const { name, properties, type } of links) {
    const own = types.get(name) ?? new Set();
    types.set(name, own.add(typeOfValue({ ...properties, type: new Literal(type) })));
  }
  return types;
}

class Literal {
  constructor(public readonly text: string) {}
}

// A value known only after apply has the type of its token: a string, a number or a list. Of others nothing is known.
function typeOfValue(value: unknown): string {
  if (value instanceof Literal) return JSON.stringify(value.text);
  if (value === null) return "null";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return typeof value;
  if (Token.isUnresolved(value) && !Array.isArray(value)) return "unknown";
  if (Array.isArray(value)) return listType(value);
  if (typeof value === "object") return objectType(value);
  return "unknown";
}

function listType(values: readonly unknown[]): string {
  const types = [...new Set(values.map(typeOfValue))].sort();
  return types.length === 0 ? "never[]" : `(${types.join(" | ")})[]`;
}

function objectType(value: object): string {
  const entries = Object.entries(value);
  if (entries.some(([key]) => Token.isUnresolved(key)))
    return `Record<string, ${[...new Set(entries.map(([, member]) => typeOfValue(member)))].sort().join(" | ")}>`;
  const members = entries
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}: ${typeOfValue(member)}`);
  return `{ ${members.join("; ")} }`;
}
