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

/** Whether a text fits a pattern of IAM, where `*` is any text and `?` any one character. */
export function matches(pattern: string, text: string): boolean {
  // Step by step and not by a regular expression, which a pattern with many stars would keep busy for ever.
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    if (at < pattern.length && pattern[at] !== "*" && (pattern[at] === "?" || pattern[at] === text[from])) {
      at += 1;
      from += 1;
    } else if (pattern[at] === "*") {
      star = at;
      mark = from;
      at += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      from = mark;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
