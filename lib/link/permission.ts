import { Token } from "cdktf";
import { isObject } from "../core/plain-object";
import { quoted } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { isLiteral } from "../terraform/expressions";
import type { KnownArguments } from "../validation/known-arguments";

/**
 * A policy statement of the function's role.
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
  /** IAM actions: `"service:Action"`, such as `"s3:GetObject"` or `"s3:Get*"`, or `"*"`. */
  readonly actions: readonly string[];
  /** ARNs that the actions apply to. `"*"` for actions that don't support resource ARNs. */
  readonly resources: readonly string[];
  /**
   * When the statement applies.
   * @default - always
   */
  readonly conditions?: readonly PermissionCondition[];
}

/** A condition of a permission, as in an IAM policy. */
export interface PermissionCondition {
  /** The condition operator, such as `"StringEquals"`. */
  readonly test: string;
  /** The condition key, such as `"aws:SourceArn"`. */
  readonly variable: string;
  /** Values to compare with; one match is enough. */
  readonly values: readonly string[];
}

/** A permission as an entry of a `link` list, or of the `include` of a link definition. */
export interface Permission extends PermissionArgs {
  /** Distinguishes permissions from other links, as in SST. */
  readonly type: "aws.permission";
}

/**
 * A permission for the functions that are linked to it. They get no values to read.
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

const knownPermission: KnownArguments<Permission> = {
  type: true,
  effect: true,
  actions: true,
  resources: true,
  conditions: true,
};

/**
 * Describes what is wrong with a permission in `argument`. Unknown members are an error, because a statement with
 * misspelt `conditions` would apply without conditions.
 */
export function permissionProblem(argument: string, given: unknown): string | undefined {
  if (!isObject(given))
    return `"${argument}" contains an entry that is not a permission; got ${quoted(given)}. Write { actions: [ … ], resources: [ … ] }.`;
  const stray = Object.keys(given).find((name) => !Object.hasOwn(knownPermission, name));
  if (stray !== undefined)
    return `${quoted(stray)} is not known in a permission of "${argument}"; got ${quoted(given[stray])}. ${didYouMean(stray, Object.keys(knownPermission))}`;
  const { effect, conditions } = given;
  if (effect !== undefined && effect !== "allow" && effect !== "deny")
    return `"${argument}" has an "effect" that is neither "allow" nor "deny"; got ${quoted(effect)}. Write effect: "deny", or remove it to allow.`;
  for (const name of ["actions", "resources"])
    if (!isNonEmptyList(given[name]))
      return `"${argument}" needs "${name}" as a list of one or more non-empty strings; got ${quoted(given[name])}. Write ${name}: [ … ], or remove the permission.`;
  const action = wrongAction(given.actions);
  if (action !== undefined)
    return `"${argument}" takes actions as "service:Action", or "*" for all; got ${quoted(action)}. Write it in IAM's form, such as "s3:GetObject" or "s3:Get*".`;
  const variable = iamVariableOf([given.resources, conditions]);
  if (variable !== undefined)
    return `"${argument}" writes a variable of IAM as "&{", which is Terraform's own form; got ${quoted(variable)}. Write it as IAM does: ${quoted(variable.replaceAll("&{", "${"))}.`;
  if (conditions === undefined || (Array.isArray(conditions) && conditions.every(isCondition))) return undefined;
  return `"${argument}" takes "conditions" as a list of { test, variable, values }; got ${quoted(conditions)}. Write conditions: [{ test: "StringEquals", variable: "aws:SourceArn", values: [ … ] }].`;
}

// IAM also accepts wildcards in the action, but not in the service.
const actionForm = /^(\*|[A-Za-z0-9-]+:[\w*?-]+)$/;

/** Returns the first action that is not one of IAM's. Those that contain a token are not checked. */
function wrongAction(actions: unknown): string | undefined {
  if (Token.isUnresolved(actions)) return undefined;
  return (actions as readonly string[]).find((action) => isLiteral(action) && !actionForm.test(action));
}

// The provider would make "${" of it. In actions it does not.
function iamVariableOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.includes("&{") ? value : undefined;
  if (Token.isUnresolved(value) || typeof value !== "object" || value === null) return undefined;
  return Object.values(value)
    .map(iamVariableOf)
    .find((found) => found !== undefined);
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
