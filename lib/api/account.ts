import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { arnForm } from "../core/arn";
import { constructId, pathInStack, pathParts, physicalName } from "../core/names";
import { quoted, ValidationError, warn } from "../core/validation-error";
import { applyRoleDefaults } from "../function/role-defaults";
import { assumeRolePolicy } from "../link/policy-document";
import { writePaths } from "../terraform/construct-paths";
import { globalMeta, type Placement, regionalMeta } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { requireRule } from "../validation/rule";
import type { ApiGatewayWebSocketArgs } from "./api-args";
import { isDefaultProvider, providerRegion } from "./region";

type AccountSettingArg = NonNullable<ApiGatewayWebSocketArgs["account"]>;

/** The Terraform resources of the account's log role. All APIs of a stack, provider and region share them. */
export interface AccountNodes {
  /** The `aws_api_gateway_account`. */
  readonly account: ApiGatewayAccount;
  /** The `aws_iam_role` with which API Gateway writes logs; undefined with `account: { roleArn }`. */
  readonly role?: IamRole;
  /** Allows the role to write to CloudWatch Logs; undefined with `account: { roleArn }`. */
  readonly policy?: IamRolePolicyAttachment;
}

/**
 * Creates the role with which API Gateway writes logs, or returns the existing one. AWS has one such setting per
 * account and region, so a stack creates it once for each provider and region.
 *
 * @returns undefined with `account: "existing"`
 */
export function accountRole(
  scope: Construct,
  setting: AccountSettingArg = "manage",
  placement: Placement,
): AccountNodes | undefined {
  checkSetting(scope, setting);
  const stack = TerraformStack.of(scope);
  const key = accountKey(stack, placement);
  const id = key === "" ? "ApiGatewayAccount" : constructId("ApiGatewayAccount", key);
  const shared = stack.node.tryFindChild(id) ?? new AccountSetting(stack, id, setting, placement);
  if (!AccountSetting.isAccountSetting(shared))
    throw new ValidationError(
      scope,
      `"id" of a construct of the stack can't be one that the API uses itself; got ${quoted(id)}. Rename that construct.`,
    );
  const [own, other] = [setting, shared.setting].map((value) => JSON.stringify(resolveValue(scope, value)));
  if (own !== other)
    throw new ValidationError(
      scope,
      `"account" has to be the same for all APIs of a stack, because AWS has one setting per account and region; got ${own} here and ${other} before. Use account: ${other} here too.`,
    );
  if (shared.nodes) warnDuplicateAccountSetting(scope, stack, placement);
  return shared.nodes;
}

function checkSetting(scope: Construct, setting: AccountSettingArg): void {
  const roleArn = typeof setting === "object" && setting !== null ? setting.roleArn : undefined;
  if (setting === "manage" || setting === "existing") return;
  const problem = `"account" has to be "manage", "existing" or { roleArn } with the ARN of a role; got ${quoted(setting)}. Write account: "existing" if the role is set already.`;
  if (typeof roleArn !== "string") throw new ValidationError(scope, problem);
  requireRule(scope, "account-role-arn", isRoleArn(roleArn) ? undefined : problem);
}

const roleForm = arnForm("iam", "role/.+", ":\\d{12}");

function isRoleArn(arn: string): boolean {
  return Token.isUnresolved(arn) || arn.includes("${") || roleForm.test(arn);
}

const accountSettingMark = Symbol.for("cdktf-apigateway-websocket/AccountSetting");

class AccountSetting extends Construct {
  public static isAccountSetting(construct: IConstruct): construct is AccountSetting {
    return accountSettingMark in construct;
  }

  public readonly nodes: AccountNodes | undefined;

  constructor(
    stack: TerraformStack,
    id: string,
    public readonly setting: AccountSettingArg,
    { provider, region }: Placement,
  ) {
    super(stack, id);
    Object.defineProperty(this, accountSettingMark, { value: true });
    writePaths(this);
    if (setting === "existing") return;
    const created = setting === "manage" ? this.createRole({ provider }) : undefined;
    const account = new ApiGatewayAccount(this, "Account", {
      ...regionalMeta({ provider, region }),
      cloudwatchRoleArn: created?.role.arn ?? (setting as { roleArn: string }).roleArn,
      // The account waits for the policy: AWS rejects a role that isn't allowed to write logs.
      ...(created && { dependsOn: [created.policy] }),
    });
    this.nodes = { account, ...created };
  }

  private createRole(options: Pick<Placement, "provider">) {
    const role = new IamRole(this, "Role", {
      ...globalMeta(options),
      name: physicalName([...pathParts(this), "Role"], 64),
      assumeRolePolicy: assumeRolePolicy(this, "apigateway.amazonaws.com", options),
    });
    applyRoleDefaults(role);
    const { partition } = new DataAwsPartition(this, "Partition", globalMeta(options));
    const policy = new IamRolePolicyAttachment(this, "Policy", {
      ...globalMeta(options),
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
    });
    return { role, policy };
  }
}

interface ManagedSetting {
  readonly stack: TerraformStack;
  /** Identifies the setting among those of its stack. */
  readonly key: string;
  readonly region: string | undefined;
}

const managedSettings: StateEntry<ManagedSetting[]> = { name: "account settings", create: () => [] };

/** Identifies an account and region within a stack; empty for those of its default provider. */
function accountKey(stack: TerraformStack, { provider, region }: Placement): string {
  const aliased = provider && !isDefaultProvider(provider) ? provider : undefined;
  const defaultRegion = providerRegion(stack, aliased);
  // A region known only after apply may be a different one.
  const otherRegion =
    region !== undefined && region !== defaultRegion ? String(resolveValue(stack, region)) : undefined;
  return [aliased && pathInStack(aliased), otherRegion].filter(Boolean).join(" ");
}

/** Warns where another provider or stack of the app may manage the setting of the same account and region. */
function warnDuplicateAccountSetting(api: Construct, stack: TerraformStack, { provider, region }: Placement): void {
  const all = appState(stack, managedSettings);
  const key = accountKey(stack, { provider, region });
  const own: ManagedSetting = { stack, key, region: region ?? providerRegion(stack, provider) };
  const isOwn = (other: ManagedSetting) => other.stack === stack && other.key === key;
  const duplicate = all.find((other) => !isOwn(other) && mayBeSameAccount(other, own));
  if (!all.some(isOwn)) all.push(own);
  if (duplicate === undefined) return;
  warn(
    api,
    `"account" is managed ${duplicate.stack === stack ? "by another provider of this stack" : `by the stack ${quoted(duplicate.stack.node.id)}`} too: AWS has one setting per account and region, so destroying one stops the logs of both. If both use the same account and region, set account: "existing" in one of them.`,
  );
}

function mayBeSameAccount(a: ManagedSetting, b: ManagedSetting): boolean {
  const known = [a.region, b.region].every((region) => region !== undefined && !Token.isUnresolved(region));
  return !known || a.region === b.region;
}
