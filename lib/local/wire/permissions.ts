import type { LocalStatement } from "../local-function";
import type { LocalApi } from "../model";
import { matches } from "../pattern";

/** A call of the management API, as a policy sees it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly api: Pick<LocalApi, "region" | "account">;
}

/** Whether the statements of a role allow a call: an explicit Deny wins. */
export function permits(statements: readonly LocalStatement[], call: Call): boolean {
  const applying = statements.filter((statement) => applies(statement, call));
  return applying.length > 0 && applying.every(({ effect }) => effect === "Allow");
}

/** The conditions that are not held here: an Allow counts without them, a Deny does not count. */
export function openConditions(statements: readonly LocalStatement[]): readonly string[] {
  const open = statements.flatMap((statement) => conditionsOf(statement).filter((each) => !isKnown(each)));
  return [...new Set(open.map(({ operator, key }) => `${operator} on ${key}`))];
}

function applies(statement: LocalStatement, call: Call): boolean {
  const { actions, notActions, resources, notResources, effect } = statement;
  const names = (patterns: readonly string[] | undefined) =>
    patterns?.some((pattern) => matches(pattern.toLowerCase(), call.action.toLowerCase()));
  const covers = (patterns: readonly string[] | undefined) =>
    patterns?.some((pattern) => matches(pattern, call.resource));
  return (
    (names(actions) ?? !names(notActions)) &&
    (covers(resources) ?? !covers(notResources)) &&
    conditionsOf(statement).every((each) => (isKnown(each) ? isMet(each, call) : effect === "Allow"))
  );
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function conditionsOf({ conditions = {} }: LocalStatement): readonly Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

// What every such call has on AWS. There, none goes without TLS.
const keys: Readonly<Record<string, (api: Call["api"]) => string>> = {
  "aws:requestedregion": ({ region }) => region,
  "aws:principalaccount": ({ account }) => account,
  "aws:resourceaccount": ({ account }) => account,
  "aws:securetransport": () => "true",
};

const insensitive = (pattern: string, text: string) => pattern.toLowerCase() === text.toLowerCase();

const operators: Readonly<Record<string, (pattern: string, text: string) => boolean>> = {
  StringEquals: (pattern, text) => pattern === text,
  StringEqualsIgnoreCase: insensitive,
  StringLike: matches,
  Bool: insensitive,
};

function operatorOf({ operator }: Condition) {
  const [, type = "", not, rest = ""] = /^(String|Bool)(Not)?(.*?)(?:IfExists)?$/.exec(operator) ?? [];
  return { compare: operators[`${type}${rest}`], isNegated: not !== undefined };
}

function isKnown(condition: Condition): boolean {
  return operatorOf(condition).compare !== undefined && Object.hasOwn(keys, condition.key.toLowerCase());
}

function isMet(condition: Condition, { api }: Call): boolean {
  const { compare, isNegated } = operatorOf(condition);
  const value = keys[condition.key.toLowerCase()]?.(api) ?? "";
  return condition.values.some((pattern) => compare?.(pattern, value)) !== isNegated;
}
