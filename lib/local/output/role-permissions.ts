import { EvaluationError, toText, type Value } from "../expression/value";
import { type ParsedStatement, readPolicyDocument } from "../iam/policy-document";
import { matches } from "../pattern";
import { managedPolicies } from "./managed-policies";
import { placeholder, placeholderCauses } from "./placeholder";
import type { ResourceReader } from "./resource-reader";

/**
 * The statements on `execute-api` in the policies of a function's role. Adds a notice and returns undefined if the role
 * or a policy is not in the JSON; the calls of the function are then not checked.
 */
export function rolePermissions(fn: ResourceReader): readonly ParsedStatement[] | undefined {
  const arn = fn.peek("role");
  const role = fn.others("aws_iam_role").find((each) => arn !== undefined && each.peek("arn") === arn);
  if (role === undefined) return noticeUnchecked(fn, "its role is not in the synthesized output");
  if (role.has("permissions_boundary"))
    fn.problems.notice(`${role.block.path}: its permissions boundary is ignored in this run.`);
  const found = [
    ...inlinePolicies(role),
    ...attachedPolicies(role).map(([policy, on]) => managedPolicy(role, policy, on)),
  ];
  const unknown = found.find((policy) => typeof policy === "string");
  if (unknown !== undefined) return noticeUnchecked(fn, unknown);
  return found.flatMap((policy) => (typeof policy === "string" ? [] : relevant(role, policy)));
}

type PolicyResult = readonly ParsedStatement[] | string;

function noticeUnchecked(fn: ResourceReader, why: string): undefined {
  fn.problems.notice(`${fn.block.path}: its calls to @connections are not checked against its role, because ${why}.`);
  return undefined;
}

function inlinePolicies(role: ResourceReader): readonly PolicyResult[] {
  const name = role.peek("name");
  const own = role.others("aws_iam_role_policy").filter((policy) => policy.peek("role") === name);
  return [...own, ...role.nested("inline_policy")].map((policy) => documentOf(policy));
}

/** The ARNs of a role's managed policies, each with the resource that attaches it. */
function attachedPolicies(role: ResourceReader): readonly (readonly [arn: Value, on: ResourceReader])[] {
  const name = role.peek("name");
  const single = role.others("aws_iam_role_policy_attachment").filter((each) => each.peek("role") === name);
  const group = role
    .others("aws_iam_policy_attachment")
    .filter((each) => [each.peek("roles") ?? []].flat().some((role) => role === name));
  return [
    ...[...single, ...group].map((each) => [each.peek("policy_arn") ?? null, each] as const),
    ...role.strings("managed_policy_arns").map((arn) => [arn, role] as const),
  ];
}

function managedPolicy(role: ResourceReader, arn: Value, on: ResourceReader): PolicyResult {
  const own = role.others("aws_iam_policy").find((policy) => policy.peek("arn") === arn);
  if (own) return documentOf(own);
  const known = typeof arn === "string" ? managedPolicies[arn.replace(/^arn:[^:]+:iam::aws:policy\//, "")] : undefined;
  return known ?? `the policy of ${on.block.path} is not in the synthesized output`;
}

// Only statements on execute-api must be known completely. Placeholders keep the other statements readable.
function documentOf(policy: ResourceReader): PolicyResult {
  const { deployment, block } = policy;
  try {
    return parseStatements(toText(deployment.with(placeholder).argument(block, "policy")));
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return `the policy of ${block.path} can't be read (${error.message})`;
  }
}

function parseStatements(json: string): readonly ParsedStatement[] {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    // The whole text may be one placeholder.
    throw new EvaluationError(placeholderCauses(json).join(" and ") || "it is not valid JSON");
  }
  return readPolicyDocument(document).statements;
}

function relevant(role: ResourceReader, statements: readonly ParsedStatement[]): readonly ParsedStatement[] {
  const found = statements.filter(concerns);
  const causes = found.flatMap((statement) => placeholderCauses(JSON.stringify(statement)));
  if (causes.length > 0) role.problems.miss(`A policy statement of ${role.block.path}`, [...new Set(causes)]);
  return found;
}

/** Whether a statement may apply to `execute-api`. */
function concerns({ actions }: ParsedStatement): boolean {
  return actions === undefined || actions.some((action) => matches(action.split(":")[0] ?? "", "execute-api"));
}
