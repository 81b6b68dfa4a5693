import { Token } from "cdktf";
import { Construct } from "constructs";
import { isObject } from "../core/is-object";
import { quoted } from "../core/validation-error";

/**
 * What is wrong with the properties of a link, which travel as JSON. The renderer would find some of it too, but too
 * late to say whose it is.
 */
export function propertiesProblem(properties: unknown): string | undefined {
  if (Token.isUnresolved(properties) || !isPlainObject(properties))
    return `"properties" have to be written out as an object; got ${shown(properties)}. Put it under a name: { properties: { value: … } }.`;
  if ("type" in properties)
    return `"properties" may not hold "type", under which SST's name of the resource travels; got ${shown(properties.type)}. Use another name.`;
  return dataProblem(properties, "properties", []);
}

/** How a value reads in a message, constructs among them. */
export function shown(value: unknown): string {
  const written =
    Array.isArray(value) || isPlainObject(value) || typeof value === "string" || Construct.isConstruct(value);
  return written ? quoted(value) : String(value);
}

function dataProblem(value: unknown, path: string, above: readonly unknown[]): string | undefined {
  if (value === null || Token.isUnresolved(value) || typeof value === "string" || typeof value === "boolean")
    return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (above.includes(value)) return `"${path}" holds itself; got a circle. Leave it out.`;
  if (Array.isArray(value))
    return first(value.map((item, index) => dataProblem(item, `${path}[${index}]`, [...above, value])));
  if (isPlainObject(value)) return first(membersOf(value, path, [...above, value]));
  return `"${path}" has to be data, which travels as JSON; got ${shown(value)}. Use strings, numbers, booleans, lists and objects of these.`;
}

function membersOf(value: Readonly<Record<string, unknown>>, path: string, above: readonly unknown[]) {
  const set = Object.entries(value).filter(([, member]) => member !== undefined);
  return set.map(([key, member]) => dataProblem(member, `${path}.${key}`, above));
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
