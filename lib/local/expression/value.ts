import { isRecord } from "../../bundle/canonical-data";

/** A Terraform value. As in JSON, sets are lists, and maps and objects are the same type. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | { readonly [key: string]: Value };

/** A value that is known only after apply. */
export class Unknown {
  /** What the value depends on: references such as `aws_sqs_queue.jobs.url`, and calls such as `uuid()`. */
  public readonly causes: readonly string[];

  constructor(causes: readonly string[]) {
    this.causes = [...new Set(causes)];
  }
}

/** Thrown for an expression that Terraform would reject too. */
export class EvaluationError extends Error {
  public override readonly name = "EvaluationError";
}

/** Thrown for a call that Terraform can evaluate and this run can't. Its message names the call. */
export class UnsupportedCall extends Error {}

/** Combines the unknown parts of values into one unknown value; undefined if everything is known. */
export function unknownIn(...values: readonly Value[]): Unknown | undefined {
  const causes = values.flatMap(causesOf);
  return causes.length > 0 ? new Unknown(causes) : undefined;
}

function causesOf(value: Value): readonly string[] {
  if (value instanceof Unknown) return value.causes;
  if (isList(value)) return value.flatMap(causesOf);
  return isMap(value) ? Object.values(value).flatMap(causesOf) : [];
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is { readonly [key: string]: Value } {
  return isRecord(value) && !(value instanceof Unknown);
}

/** The name of a value's type for messages. */
export function typeOf(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Unknown) return "an unknown value";
  if (isList(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Converts to a string by Terraform's rules. */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new EvaluationError(`expected a string; got ${typeOf(value)}`);
}

export function toNumber(value: Value): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && !Number.isNaN(number)) return number;
  throw new EvaluationError(`expected a number; got ${typeOf(value)}`);
}

export function toBoolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw new EvaluationError(`expected true or false; got ${typeOf(value)}`);
}

export function toItems(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new EvaluationError(`expected a list; got ${typeOf(value)}`);
}

/** The members of a map in Terraform's order. */
export function sortedEntries(map: { readonly [key: string]: Value }): readonly (readonly [string, Value])[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Joins the parts of a template. The result is unknown if a part is unknown. */
export function joined(...parts: readonly Value[]): Value {
  return unknownIn(...parts) ?? parts.map(toText).join("");
}

export function toMembers(value: Value): { readonly [key: string]: Value } {
  if (isMap(value)) return value;
  throw new EvaluationError(`expected an object; got ${typeOf(value)}`);
}
