import { isDeepStrictEqual } from "node:util";
import { EvaluationError, toBoolean, toNumber, unknownIn, type Value } from "./value";

const binary: Readonly<Record<string, (left: Value, right: Value) => Value>> = {
  "||": (left, right) => toBoolean(left) || toBoolean(right),
  "&&": (left, right) => toBoolean(left) && toBoolean(right),
  "==": (left, right) => isDeepStrictEqual(left, right),
  "!=": (left, right) => !isDeepStrictEqual(left, right),
  "<": (left, right) => toNumber(left) < toNumber(right),
  ">": (left, right) => toNumber(left) > toNumber(right),
  "<=": (left, right) => toNumber(left) <= toNumber(right),
  ">=": (left, right) => toNumber(left) >= toNumber(right),
  "+": (left, right) => toNumber(left) + toNumber(right),
  "-": (left, right) => toNumber(left) - toNumber(right),
  "*": (left, right) => toNumber(left) * toNumber(right),
  "/": (left, right) => toNumber(left) / divisor(right),
  "%": (left, right) => toNumber(left) % divisor(right),
};

/** Applies one of Terraform's operators. */
export function operate(operator: string, operands: readonly Value[]): Value {
  const unknown = unknownIn(...operands);
  if (unknown) return unknown;
  const [left = null, right] = operands;
  if (right === undefined) return operator === "!" ? !toBoolean(left) : -toNumber(left);
  const outcome = binary[operator];
  if (outcome === undefined) throw new EvaluationError(`unknown operator "${operator}"`);
  return outcome(left, right);
}

function divisor(value: Value): number {
  const number = toNumber(value);
  if (number === 0) throw new EvaluationError("division by zero");
  return number;
}
