import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { isObject } from "../core/plain-object";
import { quoted } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { jsonencodeConstant } from "../terraform/expressions";
import type { KnownArguments } from "../validation/known-arguments";

/**
 * What is allowed, or denied: one statement of a role's policy.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", {
 *   handler: "src/default.handler",
 *   permissions: [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:jobs"] }],
 * });
 * ```
 */
export interface PermissionArgs {
  /**
   * Whether the statement allows or denies.
   * @default "allow"
   */
  readonly effect?: "allow" | "deny";
  /** IAM actions, such as `"s3:GetObject"`. */
  readonly actions: readonly string[];
  /** ARNs the actions apply to. `"*"` for those that know no resource. */
  readonly resources: readonly string[];
  /**
   * When the statement holds.
   * @default - always
   */
  readonly conditions?: readonly PermissionCondition[];
}

/** A condition of a permission, as an IAM policy has it. */
export interface PermissionCondition {
  /** The condition operator, such as `"StringEquals"`. */
  readonly test: string;
  /** The condition key, such as `"aws:SourceArn"`. */
  readonly variable: string;
  /** Values to compare with; one match is enough. */
  readonly values: readonly string[];
}

/** A permission that can stand in a `link` list, or in what a linkable resource includes. */
export interface Permission extends PermissionArgs {
  /** Tells it from other links, as SST does. */
  readonly type: "aws.permission";
}

/**
 * Lets the functions it is linked to do something, without giving them anything to read.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", {
 *   handler: "src/default.handler",
 *   link: [aws.permission({ actions: ["ses:SendEmail"], resources: ["*"] })],
 * });
 * ```
 */
export function permission(args: PermissionArgs): Permission {
  return { ...args, type: "aws.permission" };
}

export function isPermission(value: unknown): value is Permission {
  return typeof value === "object" && value !== null && (value as Partial<Permission>).type === "aws.permission";
}

/** A statement as IAM's JSON writes it. */
export interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Turns a permission into a statement. */
export function policyStatement(args: PermissionArgs): PolicyStatement {
  return {
    Effect: args.effect === "deny" ? "Deny" : "Allow",
    Action: args.actions,
    Resource: args.resources,
    ...(args.conditions?.length && { Condition: conditionBlock(args.conditions) }),
  };
}

// IAM knows one list of values for an operator and a key, so conditions on the same two are one, as in Terraform.
function conditionBlock(conditions: readonly PermissionCondition[]) {
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const { test, variable, values } of conditions) {
    const before = block[test] ?? {};
    block[test] = { ...before, [variable]: [...(before[variable] ?? []), ...values] };
  }
  return block;
}

const knownPermission: KnownArguments<Permission> = {
  type: true,
  effect: true,
  actions: true,
  resources: true,
  conditions: true,
};

/**
 * What is wrong with a permission, which came by the argument that `argument` names. A misspelt condition would allow
 * without one, so nothing that is not known passes.
 */
export function permissionProblem(argument: string, given: unknown): string | undefined {
  if (!isObject(given))
    return `"${argument}" holds what is no permission; got ${quoted(given)}. Write { actions: [ … ], resources: [ … ] }.`;
  const stray = Object.keys(given).find((name) => !Object.hasOwn(knownPermission, name));
  if (stray !== undefined)
    return `${quoted(stray)} is not known in a permission of "${argument}"; got ${quoted(given[stray])}. ${didYouMean(stray, Object.keys(knownPermission))}`;
  const { effect, conditions } = given;
  if (effect !== undefined && effect !== "allow" && effect !== "deny")
    return `"${argument}" has an "effect" that is neither "allow" nor "deny"; got ${quoted(effect)}. Write one of the two, or leave it out to allow.`;
  for (const name of ["actions", "resources"])
    if (!isNonEmptyList(given[name]))
      return `"${argument}" needs a list of "${name}" with at least one entry and none that is empty; got ${quoted(given[name])}. Name them, or leave the permission out.`;
  if (conditions === undefined || (Array.isArray(conditions) && conditions.every(isCondition))) return undefined;
  return `"${argument}" takes "conditions" as a list of { test, variable, values }; got ${quoted(conditions)}. Write them so, or leave them out.`;
}

function isCondition(condition: unknown): boolean {
  if (!isObject(condition)) return false;
  const { test, variable, values, ...others } = condition;
  return (
    [test, variable].every((text) => typeof text === "string" && text) &&
    isNonEmptyList(values) &&
    Object.keys(others).length === 0
  );
}

function isNonEmptyList(list: unknown): boolean {
  if (Token.isUnresolved(list)) return true;
  return (
    Array.isArray(list) && list.length > 0 && Array.from(list).every((entry) => typeof entry === "string" && entry)
  );
}

// One token for each service: every function has a role with the same policy.
const policies: StateEntry<Map<string, string>> = { name: "assume role policies", create: () => new Map() };

/** The policy that lets a service of AWS assume a role. */
export function assumeRolePolicy(scope: IConstruct, service: string): string {
  const known = appState(scope, policies);
  const policy = known.get(service) ?? render(service);
  known.set(service, policy);
  return policy;
}

function render(service: string): string {
  return jsonencodeConstant({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}
