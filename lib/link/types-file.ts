import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import type { NamedLink } from "./link";
import { renderTypes } from "./resource-types";

/** Where an editor finds the types: beside cdktf.json, as every tsconfig that `cdktf init` writes includes it. */
export const typesFile = "cdktf-env.d.ts";

const linksOfApp: StateEntry<NamedLink[]> = { name: "links", create: () => [] };

/** Remembers the links of an app for their types. */
export function remember(scope: IConstruct, links: readonly NamedLink[]): void {
  appState(scope, linksOfApp).push(...links);
}

/** Writes the types of all links of an app, those of all its stacks, into the project. */
export function writeTypes(scope: IConstruct, root: string): void {
  const links = appState(scope, linksOfApp);
  const path = join(root, typesFile);
  if (links.length === 0 && !existsSync(path)) return;
  const text = renderTypes(links, ["cdktf-apigateway-websocket/runtime", ...(isInstalled("sst", root) ? ["sst"] : [])]);
  // An unchanged file keeps its time stamp, so that watchers stay quiet.
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeFileSync(path, text, { mode: 0o644 });
}

// Without the package, a declaration that adds to it would be an error of its own.
function isInstalled(name: string, from: string): boolean {
  if (existsSync(join(from, "node_modules", name, "package.json"))) return true;
  const parent = dirname(from);
  return parent !== from && isInstalled(name, parent);
}
