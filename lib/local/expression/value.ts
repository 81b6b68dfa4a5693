import { isRecord } from "../../bundle/canonical-data";

/** A value of Terraform's. Sets are lists here, maps and objects one thing, as in JSON. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | { readonly [key: string]: Value };

/** What only a deployment knows. */
export class Unknown {
  /** What it hangs on: references such as `aws_sqs_queue.jobs.url`, calls such as `uuid()`. */
  public readonly causes: readonly string[];

  constructor(causes: readonly string[]) {
    this.causes = [...new Set(causes)];
  }
}

/** Terraform too would stop at this expression. */
export class EvaluationError extends Error {
  public override readonly name = "EvaluationError";
}

/** The parts of a value that are unknown, as one; undefined where all of it is known. */
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

/** The word for a value's type in messages. */
export function typeOf(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Unknown) return "an unknown value";
  if (isList(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A string where Terraform converts to one. */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new EvaluationError(`a string is needed, not ${typeOf(value)}`);
}

export function toNumber(value: Value): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && !Number.isNaN(number)) return number;
  throw new EvaluationError(`a number is needed, not ${typeOf(value)}`);
}

export function toBoolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw new EvaluationError(`true or false is needed, not ${typeOf(value)}`);
}

export function toItems(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new EvaluationError(`a list is needed, not ${typeOf(value)}`);
}

/** The members of a map in the order in which Terraform visits them. */
export function sortedEntries(map: { readonly [key: string]: Value }): readonly (readonly [string, Value])[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Joins parts as a template does: unknown if a part is. */
export function joined(...parts: readonly Value[]): Value {
  return unknownIn(...parts) ?? parts.map(toText).join("");
}

export function toMembers(value: Value): { readonly [key: string]: Value } {
  if (isMap(value)) return value;
  throw new EvaluationError(`an object is needed, not ${typeOf(value)}`);
}
