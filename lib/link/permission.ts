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
