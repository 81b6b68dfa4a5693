/** A policy of an identity, in IAM's format. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A request to AWS. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys and variables of the request. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Decision = "allowed" | "denied" | "not allowed";

/** Decides as AWS does within one account, by the identity's policies only: a denial wins, and the default is no. */
export function decide(policies: readonly Policy[], request: Request): Decision {
  const matching = policies.flatMap(statementsOf).filter((statement) => applies(statement, request));
  if (matching.some(({ Effect }) => Effect === "Deny")) return "denied";
  return matching.length > 0 ? "allowed" : "not allowed";
}

// Unknown members are an error: ignoring them could make a policy look narrower than it is.
function statementsOf({ Version, Statement, ...rest }: Policy): readonly Statement[] {
  if (Version !== "2012-10-17" || Object.keys(rest).length > 0) throw new Error(`Can't judge ${Version} ${rest}.`);
  for (const { Effect, Action, Resource, Condition = {}, ...more } of Statement) {
    const odd = [...Object.keys(more), ...Object.keys(Condition).filter((test) => test !== "StringEquals")];
    const complete = ["Allow", "Deny"].includes(Effect) && list(Action).length > 0 && list(Resource).length > 0;
    if (odd.length > 0 || !complete) throw new Error(`Can't judge a statement with ${odd} of ${Effect}.`);
  }
  return Statement;
}

function applies(
  { Action, Resource, Condition = {} }: Statement,
  { action, resource, context = {} }: Request,
): boolean {
  return (
    list(Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    list(Resource).some((pattern) => matchesArn(pattern, resource, context)) &&
    Object.entries(Condition.StringEquals ?? {}).every(([key, values]) =>
      list(values).some((value) => context[key] === filled(value, context)),
    )
  );
}

// A wildcard does not match a colon, except in the last part, which is the resource's name.
function matchesArn(pattern: string, arn: string, context: Readonly<Record<string, string>>): boolean {
  if (pattern === "*") return true;
  const [patterns, parts] = [arnParts(pattern), arnParts(arn)];
  return (
    patterns.length === parts.length && patterns.every((part, index) => matches(part, parts[index] as string, context))
  );
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function matches(pattern: string, text: string, context: Readonly<Record<string, string>> = {}): boolean {
  // Values of variables are text: a wildcard in a value matches only itself.
  const tokens = pattern.split(/(\$\{[^}]*\}|\*|\?)/);
  const form = tokens.map((token) => {
    if (token === "*") return ".*";
    if (token === "?") return ".";
    return escaped(filled(token, context));
  });
  return new RegExp(`^${form.join("")}$`, "su").test(text);
}

function filled(text: string, context: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([^}]*)\}/g, (whole, key: string) => {
    if (["*", "?", "$"].includes(key)) return key;
    // A variable that the request lacks matches nothing.
    return context[key] ?? `\0${whole}`;
  });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
