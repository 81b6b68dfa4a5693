import { EvaluationError, type Value } from "../expression/value";
import type { LocalStatement } from "../local-function";
import { matches } from "../pattern";
import { isJsonObject, type Json, type JsonObject } from "./json";

// Letters that no name in AWS has.
const [start, end] = ["\u{E000}", "\u{E001}"];
const holes = new RegExp(`${start}([^${end}]*)${end}`, "gu");

/** A place in a text where something stands that only a deployment knows. */
export function hole(causes: readonly string[]): Value {
  return `${start}${causes.join(" and ")}${end}`;
}

/** The statements of a policy document. */
export function statementsOf(document: string): readonly LocalStatement[] {
  const { Statement } = parsed(document);
  return listOf(Statement).filter(isJsonObject).map(statementOf);
}

function parsed(document: string): JsonObject {
  try {
    return JSON.parse(document);
  } catch {
    // With nothing but a hole there is nothing to read.
    throw new EvaluationError([...document.matchAll(holes)].map(([, cause]) => cause).join(" and ") || "it is no JSON");
  }
}

function statementOf(statement: JsonObject): LocalStatement {
  const texts = (member: string) =>
    statement[member] === undefined ? undefined : listOf(statement[member]).map(String);
  const [actions, notActions] = [texts("Action"), texts("NotAction")];
  const [resources, notResources] = [texts("Resource"), texts("NotResource")];
  return {
    effect: statement.Effect === "Deny" ? "Deny" : "Allow",
    ...(actions && { actions }),
    ...(notActions && { notActions }),
    ...(resources && { resources }),
    ...(notResources && { notResources }),
    ...(isJsonObject(statement.Condition) && { conditions: conditionsOf(statement.Condition) }),
  };
}

function conditionsOf(conditions: JsonObject): NonNullable<LocalStatement["conditions"]> {
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(isJsonObject(keys) ? keys : {}).map(([key, values]) => [key, listOf(values).map(String)]),
      ),
    ]),
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Json];
}

/** Whether a statement can speak of `execute-api`. */
export function concerns({ actions }: LocalStatement): boolean {
  return actions === undefined || actions.some((action) => matches(action.split(":")[0] ?? "", "execute-api"));
}

/** What a statement hangs on that only a deployment knows. */
export function holesIn(statement: LocalStatement): readonly string[] {
  return [...JSON.stringify(statement).matchAll(holes)].map(([, cause = ""]) => cause);
}
