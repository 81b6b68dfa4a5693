import { hash } from "node:crypto";
import { type StackStateEntry, stackState } from "../core/app-state";
import { isObject } from "../core/plain-object";
import type { Resource, StackJson } from "./rendered-stack";
import { stackHooks } from "./stack-hooks";
import { replaceExpressions } from "./template";

const dataSources: StackStateEntry<Resource[]> = {
  name: "data sources with locals",
  create: (stack) => {
    const all: Resource[] = [];
    stackHooks(stack).render.push((json) => replaceReferences(json, all));
    return all;
  },
};

/**
 * Makes a data source refer to resources through locals. If a resource changes to which a data source refers directly,
 * Terraform reads the data source during the apply, and the plan can't show its result, even if all values are known.
 * In HCL output the references stay direct, because cdktf renders it from the constructs.
 */
export function referThroughLocals(dataSource: Resource): void {
  stackState(dataSource, dataSources).push(dataSource);
}

function replaceReferences(json: StackJson, all: readonly Resource[]): void {
  const before = [json.locals ?? []].flat().filter(isObject);
  const known: Record<string, unknown> = Object.assign({}, ...before);
  const locals: Record<string, string> = {};
  const toLocal = (expression: string): string => {
    if (!refersToResource(expression)) return expression;
    const value = `\${${expression}}`;
    const name = localName(expression);
    // The name may be that of a user's local, or of another resource whose logical id the user has set.
    const isTaken = [known, locals].some((all) => Object.hasOwn(all, name) && all[name] !== value);
    const free = isTaken ? `${name}_${digest(expression)}` : name;
    locals[free] = value;
    return `local.${free}`;
  };
  for (const { terraformResourceType: type, friendlyUniqueId: name } of all) {
    const bodies = json.data?.[type];
    const body = bodies?.[name];
    if (isObject(body) && bodies && !isRepeated(body)) Object.assign(bodies, { [name]: mapTexts(body, toLocal) });
  }
  if (Object.keys(locals).length === 0) return;
  // An override may have made several blocks of them.
  Object.assign(json, {
    locals: Array.isArray(json.locals) ? [...json.locals, locals] : { ...json.locals, ...locals },
  });
}

/** Whether expressions of a body may refer to what exists only there, such as `each.value`. */
function isRepeated(body: object): boolean {
  return ["for_each", "count", "dynamic"].some((name) => name in body);
}

function mapTexts(value: unknown, replace: (expression: string) => string): unknown {
  if (typeof value === "string") return replaceExpressions(value, replace);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapTexts(member, replace)]));
}

// The first words of references to other things than resources.
const others = ["data", "var", "local", "module", "each", "count", "path", "terraform", "self"];

function refersToResource(expression: string): boolean {
  const references = [...expression.matchAll(/(?<![\w.-])([A-Za-z_][\w-]*)\.[A-Za-z_][\w-]*/g)];
  return references.some(([, first = ""]) => !others.includes(first));
}

/** The resource's name and the attribute, or a digest of a longer expression. */
function localName(expression: string): string {
  const [, resource, attribute] = /^\w+\.([\w-]+)\.(\w+)$/.exec(expression) ?? [];
  return resource === undefined ? `expression_${digest(expression)}` : `${resource}_${attribute}`;
}

function digest(expression: string): string {
  return hash("sha256", expression).slice(0, 8);
}
