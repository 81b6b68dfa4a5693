import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { isObject } from "../core/plain-object";
import type { StackJson } from "./rendered-stack";
import { stackHooks } from "./stack-hooks";

const componentPaths: StateEntry<Map<TerraformStack, Set<string>>> = {
  name: "component paths",
  create: () => new Map(),
};

/**
 * Makes `//` of all resources below a component their construct path. cdktf's metadata says the same in six lines, which
 * reviewers have to read past.
 */
export function writePaths(component: Construct): void {
  const stack = TerraformStack.of(component);
  const paths = pathsOf(component, stack);
  paths.add(component.node.path);
}

function pathsOf(component: Construct, stack: TerraformStack): Set<string> {
  const all = appState(component, componentPaths);
  const known = all.get(stack);
  if (known) return known;
  const paths = new Set<string>();
  all.set(stack, paths);
  stackHooks(stack).render.push((json) => shorten(json, paths));
  return paths;
}

function shorten(json: StackJson, components: ReadonlySet<string>): void {
  // An override may put anything in place of an object.
  for (const bodies of [json.resource, json.data].flatMap((types) => Object.values(types ?? {})))
    for (const body of Object.values(bodies ?? {})) {
      const path = pathIn(body);
      if (path !== undefined && isBelow(path, components)) Object.assign(body, { "//": path });
    }
}

function pathIn(body: unknown): string | undefined {
  const comment = isObject(body) ? body["//"] : undefined;
  if (!isObject(comment) || !isObject(comment.metadata)) return undefined;
  const { metadata, ...others } = comment;
  const { path, uniqueId, ...more } = comment.metadata;
  // An override may have added something, and stack traces are there if someone asked for them.
  const hasMore = [...Object.values(others), ...Object.values(more)].some((value) => value !== undefined);
  return typeof path === "string" && !hasMore ? path : undefined;
}

function isBelow(path: string, components: ReadonlySet<string>): boolean {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    if (components.has(path.slice(0, end))) return true;
  return false;
}
