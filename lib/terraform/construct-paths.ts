import type { Construct } from "constructs";
import { type StackStateEntry, stackState } from "../core/app-state";
import { isObject } from "../core/plain-object";
import type { StackJson } from "./rendered-stack";
import { stackHooks } from "./stack-hooks";

const componentPaths: StackStateEntry<Set<string>> = {
  name: "component paths",
  create: (stack) => {
    const paths = new Set<string>();
    stackHooks(stack).render.push((json) => shorten(json, paths));
    return paths;
  },
};

/**
 * Makes `//` of all resources below a component their construct path. cdktf's metadata says the same in six lines, which
 * reviewers have to read past.
 */
export function writePaths(component: Construct): void {
  stackState(component, componentPaths).add(component.node.path);
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
