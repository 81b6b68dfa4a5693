import type { Expression, ForExpression } from "../../syntax/expression";
import { callFunction } from "./functions";
import { operate } from "./operators";
import {
  EvaluationError,
  isList,
  isMap,
  joined,
  sortedEntries,
  toBoolean,
  toItems,
  toMembers,
  toText,
  Unknown,
  unknownIn,
  type Value,
} from "./value";

/** A key or an index that selects a part of a value. */
export type Step = string | number;

/** Resolves references. */
export interface Names {
  /** The value of a reference, such as `aws_x.name.arn` or `var.name`: its first name and the steps after it. */
  lookup(name: string, steps: readonly Step[]): Value;
}

/**
 * Evaluates an expression.
 * @throws EvaluationError if Terraform would fail too
 */
export function evaluate(expression: Expression, names: Names): Value {
  const inner = (part: Expression): Value => evaluate(part, names);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return joined(...expression.parts.map(inner));
    case "tuple":
      return expression.items.map(inner);
    case "object":
      return evaluateObject(expression.members.map(([key, value]) => [inner(key), inner(value)]));
    case "call":
      return evaluateCall(expression, inner);
    case "name":
    case "index":
      return evaluateReference(expression, names, inner);
    case "splat":
      return evaluateSplat(inner(expression.of), (item) =>
        evaluate(expression.each, withBindings(names, { "*": item })),
      );
    case "for":
      return evaluateFor(expression, inner(expression.of), names);
    case "operation":
      return operate(expression.operator, expression.operands.map(inner));
    case "conditional":
      return evaluateConditional(
        inner(expression.condition),
        () => inner(expression.yes),
        () => inner(expression.no),
      );
  }
}

function evaluateObject(members: readonly (readonly [Value, Value])[]): Value {
  const unknown = unknownIn(...members.map(([key]) => key));
  return unknown ?? Object.fromEntries(members.map(([key, value]) => [toText(key), value]));
}

function evaluateCall(
  { name, args, expand }: Extract<Expression, { kind: "call" }>,
  inner: (part: Expression) => Value,
): Value {
  if (name === "try") return firstWithoutError(args, inner);
  if (name === "can") return succeeds(args, inner);
  const values = args.map(inner);
  const last = values.at(-1) ?? [];
  if (!expand) return callFunction(name, values);
  if (last instanceof Unknown) return last;
  return callFunction(name, [...values.slice(0, -1), ...toItems(last)]);
}

function firstWithoutError(args: readonly Expression[], inner: (part: Expression) => Value): Value {
  for (const arg of args) {
    try {
      return inner(arg);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
    }
  }
  throw new EvaluationError("no argument of try() has a value");
}

function succeeds([arg]: readonly Expression[], inner: (part: Expression) => Value): Value {
  if (arg === undefined) throw new EvaluationError("can() needs an argument");
  try {
    const value = inner(arg);
    return value instanceof Unknown ? value : true;
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return false;
  }
}

/** Looks up a name together with its constant steps, because only a part of the named value may be known. */
function evaluateReference(expression: Expression, names: Names, inner: (part: Expression) => Value): Value {
  const path = fixedPath(expression);
  if (path !== undefined) return names.lookup(path.name, path.steps);
  if (expression.kind !== "index") return null;
  const key = inner(expression.key);
  const of = inner(expression.of);
  return unknownIn(key) ?? stepInto(of, key);
}

function fixedPath(expression: Expression): { readonly name: string; readonly steps: readonly Step[] } | undefined {
  if (expression.kind === "name") return { name: expression.name, steps: [] };
  if (expression.kind !== "index" || expression.key.kind !== "literal") return undefined;
  const { value } = expression.key;
  const of = fixedPath(expression.of);
  if (of === undefined || (typeof value !== "string" && typeof value !== "number")) return undefined;
  return { name: of.name, steps: [...of.steps, value] };
}

/** Selects a part of a value. */
export function stepInto(value: Value, key: Value): Value {
  if (value instanceof Unknown) return value;
  const found = isList(value) ? value[indexOf(key)] : isMap(value) ? ownMember(value, toText(key)) : undefined;
  if (found !== undefined) return found;
  throw new EvaluationError(`the value has no ${JSON.stringify(key)}`);
}

function ownMember(value: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function indexOf(key: Value): number {
  const index = Number(toText(key));
  if (!Number.isInteger(index)) throw new EvaluationError(`${JSON.stringify(key)} is not an index of a list`);
  return index;
}

function evaluateSplat(of: Value, each: (item: Value) => Value): Value {
  if (of instanceof Unknown) return of;
  if (of === null) return [];
  return (isList(of) ? of : [of]).map(each);
}

function evaluateFor({ key, value, by, each, filter }: ForExpression, of: Value, names: Names): Value {
  if (of instanceof Unknown) return of;
  const entries = isList(of) ? [...of.entries()] : sortedEntries(toMembers(of));
  const scopes = entries.map(([position, item]) =>
    withBindings(names, { ...(key && { [key]: position }), [value]: item }),
  );
  const wanted = scopes.map((scope) => (filter ? evaluate(filter, scope) : true));
  const unknown = unknownIn(...wanted);
  if (unknown) return unknown;
  const kept = scopes.filter((_, index) => toBoolean(wanted[index] ?? false));
  if (by === undefined) return kept.map((scope) => evaluate(each, scope));
  return evaluateObject(kept.map((scope) => [evaluate(by, scope), evaluate(each, scope)]));
}

/** Adds names. They shadow existing ones. */
function withBindings(names: Names, more: { readonly [name: string]: Value }): Names {
  return {
    lookup: (name, steps) => {
      const value = Object.hasOwn(more, name) ? more[name] : undefined;
      return value === undefined ? names.lookup(name, steps) : steps.reduce<Value>(stepInto, value);
    },
  };
}

function evaluateConditional(condition: Value, yes: () => Value, no: () => Value): Value {
  if (condition instanceof Unknown) return condition;
  return toBoolean(condition) ? yes() : no();
}
