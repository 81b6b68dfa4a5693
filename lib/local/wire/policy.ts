import { matches } from "../pattern";

/** Whether an IAM policy allows an action on a resource, as far as policies of authorizers go: an explicit Deny wins. */
export function allows(policy: PolicyDocument, action: string, resource: string): boolean {
  const applying = policy.Statement.filter((statement) => applies(statement, action, resource));
  return applying.length > 0 && applying.every(({ Effect }) => Effect === "Allow");
}

export interface PolicyDocument {
  readonly Statement: readonly PolicyStatement[];
}

interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** A policy document in any of its spellings; undefined for what is none. */
export function policyDocument(value: unknown): PolicyDocument | undefined {
  if (!isRecord(value)) return undefined;
  const given = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  const statements = given.map(policyStatement);
  return statements.every((statement) => statement !== undefined) ? { Statement: statements } : undefined;
}

function policyStatement(value: unknown): PolicyStatement | undefined {
  if (!isRecord(value)) return undefined;
  const { Effect } = value;
  const Action = texts(value.Action);
  const Resource = texts(value.Resource);
  if ((Effect !== "Allow" && Effect !== "Deny") || !Action || !Resource) return undefined;
  return { Effect, Action, Resource };
}

function texts(value: unknown): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "string") ? list : undefined;
}

function applies({ Action, Resource }: PolicyStatement, action: string, resource: string): boolean {
  return (
    Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => matches(pattern, resource))
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
