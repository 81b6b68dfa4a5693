import { isRecord } from "../../bundle/canonical-data";

/** A statement of an IAM policy. `*` and `?` in actions and resources are still patterns. */
export interface ParsedStatement {
  readonly effect: "Allow" | "Deny";
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Operator → key → values, as in the policy. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly statements: readonly ParsedStatement[];
  /** Whether each statement is an object with an effect, and all its actions and resources are strings. */
  readonly isWellFormed: boolean;
}

/**
 * Reads a policy document in any of the spellings that AWS accepts.
 *
 * Malformed statements are read as far as possible, because any part of a role's policy may be known only after apply.
 * Callers that need a complete policy check `isWellFormed`.
 */
export function readPolicyDocument(document: unknown): PolicyDocument {
  const given = isRecord(document) ? listOf(document.Statement) : [];
  return {
    statements: given.filter(isRecord).map(statementOf),
    isWellFormed: isRecord(document) && given.every(isWellFormed),
  };
}

type PolicyObject = Readonly<Record<string, unknown>>;

function statementOf(statement: PolicyObject): ParsedStatement {
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = statement;
  return {
    effect: Effect === "Deny" ? "Deny" : "Allow",
    ...(Action !== undefined && { actions: textsOf(Action) }),
    ...(NotAction !== undefined && { notActions: textsOf(NotAction) }),
    ...(Resource !== undefined && { resources: textsOf(Resource) }),
    ...(NotResource !== undefined && { notResources: textsOf(NotResource) }),
    ...(isRecord(Condition) && { conditions: parseConditions(Condition) }),
  };
}

function isWellFormed(statement: unknown): boolean {
  if (!isRecord(statement)) return false;
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  const parts = [Action, NotAction, Resource, NotResource].filter((part) => part !== undefined);
  return (Effect === "Allow" || Effect === "Deny") && parts.flatMap(listOf).every((text) => typeof text === "string");
}

function parseConditions(conditions: PolicyObject): NonNullable<ParsedStatement["conditions"]> {
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(isRecord(keys) ? keys : {}).map(([key, values]) => [key, textsOf(values)])),
    ]),
  );
}

// The values of a condition may be numbers and booleans.
function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(String);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
