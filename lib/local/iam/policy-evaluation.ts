import type { LocalApi } from "../model";
import { matches } from "../pattern";
import type { ParsedStatement } from "./policy-document";

/** A request to an API, with the properties that a policy refers to. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly api: Pick<LocalApi, "region" | "account">;
}

/** Whether policy statements allow a request: an explicit Deny wins. */
export function isAllowed(statements: readonly ParsedStatement[], request: PolicyRequest): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return applying.length > 0 && applying.every(({ effect }) => effect === "Allow");
}

/** The conditions that are not evaluated. An Allow applies without them; a Deny is ignored. */
export function unsupportedConditions(statements: readonly ParsedStatement[]): readonly string[] {
  const found = statements.flatMap((statement) => conditionList(statement).filter((each) => !isSupported(each)));
  return [...new Set(found.map(({ operator, key }) => `${operator} on ${key}`))];
}

function applies(statement: ParsedStatement, request: PolicyRequest): boolean {
  const { actions, notActions, resources, notResources, effect } = statement;
  const names = (patterns: readonly string[] | undefined) =>
    patterns?.some((pattern) => matches(pattern.toLowerCase(), request.action.toLowerCase()));
  const covers = (patterns: readonly string[] | undefined) =>
    patterns?.some((pattern) => matches(pattern, request.resource));
  return (
    (names(actions) ?? !names(notActions)) &&
    (covers(resources) ?? !covers(notResources)) &&
    conditionList(statement).every((each) => (isSupported(each) ? isMet(each, request) : effect === "Allow"))
  );
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function conditionList({ conditions = {} }: ParsedStatement): readonly Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

// Every request has these keys. On AWS, each request uses TLS.
const keys: Readonly<Record<string, (api: PolicyRequest["api"]) => string>> = {
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

function isSupported(condition: Condition): boolean {
  return operatorOf(condition).compare !== undefined && Object.hasOwn(keys, condition.key.toLowerCase());
}

function isMet(condition: Condition, { api }: PolicyRequest): boolean {
  const { compare, isNegated } = operatorOf(condition);
  const value = keys[condition.key.toLowerCase()]?.(api) ?? "";
  return condition.values.some((pattern) => compare?.(pattern, value)) !== isNegated;
}
