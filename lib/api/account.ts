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
import { assumeRolePolicy } from "../link/permission";
import { global, type Placement, regional } from "../terraform/resource-config";
import { resolved } from "../terraform/tokens";
import { requireRule } from "../validation/rule";
import type { ApiGatewayWebSocketArgs } from "./api-args";
import { isDefaultProvider, providerRegion } from "./region";

type Setting = NonNullable<ApiGatewayWebSocketArgs["account"]>;

/** The Terraform resources of the account's role for logs. All APIs of a stack, provider and region share them. */
export interface AccountNodes {
  /** The `aws_api_gateway_account`. */
  readonly account: ApiGatewayAccount;
  /** The `aws_iam_role` with which API Gateway writes logs; undefined with `account: { roleArn }`. */
  readonly role?: IamRole;
  /** What the role may do; undefined with `account: { roleArn }`. */
  readonly policy?: IamRolePolicyAttachment;
}

/**
 * Sees to the role with which API Gateway writes logs. AWS has one such setting per account and region, so a stack
 * makes it once for each provider and region.
 */
export function accountRole(scope: Construct, setting: Setting = "manage", place: Placement): AccountNodes | undefined {
  checkSetting(scope, setting);
  const stack = TerraformStack.of(scope);
  const key = accountKey(stack, place);
  const id = key === "" ? "ApiGatewayAccount" : constructId("ApiGatewayAccount", key);
  const shared = stack.node.tryFindChild(id) ?? new AccountSetting(stack, id, setting, place);
  if (!AccountSetting.isAccountSetting(shared))
    throw new ValidationError(
      scope,
      `"id" of a construct of the stack is one that the API needs; got ${quoted(id)}. Give that construct another id.`,
    );
  const [own, other] = [setting, shared.setting].map((value) => JSON.stringify(resolved(scope, value)));
  if (own !== other)
    throw new ValidationError(
      scope,
      `"account" has to be the same for all APIs of a stack, because AWS has one setting per account and region; got ${own} here and ${other} before. Give both the same.`,
    );
  if (shared.nodes) warnOfRivals(scope, stack, place);
  return shared.nodes;
}

function checkSetting(scope: Construct, setting: Setting): void {
  const roleArn = typeof setting === "object" && setting !== null ? setting.roleArn : undefined;
  if (setting === "manage" || setting === "existing") return;
  const problem = `"account" has to be "manage", "existing" or { roleArn } with the ARN of a role; got ${quoted(setting)}. Choose one of them.`;
  if (typeof roleArn !== "string") throw new ValidationError(scope, problem);
  requireRule(scope, "account-role-arn", isRoleArn(roleArn) ? undefined : problem);
}

const roleForm = arnForm("iam", "role/.+", ":\\d{12}");

function isRoleArn(arn: string): boolean {
  return Token.isUnresolved(arn) || arn.includes("${") || roleForm.test(arn);
}

const mark = Symbol.for("cdktf-apigateway-websocket/AccountSetting");

class AccountSetting extends Construct {
  public static isAccountSetting(construct: IConstruct): construct is AccountSetting {
    return mark in construct;
  }

  public readonly nodes: AccountNodes | undefined;

  constructor(
    stack: TerraformStack,
    id: string,
    public readonly setting: Setting,
    { provider, region }: Placement,
  ) {
    super(stack, id);
    Object.defineProperty(this, mark, { value: true });
    if (setting === "existing") return;
    const made = setting === "manage" ? this.createRole({ provider }) : undefined;
    const account = new ApiGatewayAccount(this, "Account", {
      ...regional({ provider, region }),
      cloudwatchRoleArn: made?.role.arn ?? (setting as { roleArn: string }).roleArn,
      // A role that may not write yet is refused.
      ...(made && { dependsOn: [made.policy] }),
    });
    this.nodes = { account, ...made };
  }

  private createRole(options: Pick<Placement, "provider">) {
    const role = new IamRole(this, "Role", {
      ...global(options),
      name: physicalName([...pathParts(this), "Role"], 64),
      assumeRolePolicy: assumeRolePolicy(this, "apigateway.amazonaws.com"),
    });
    const { partition } = new DataAwsPartition(this, "Partition", global(options));
    const policy = new IamRolePolicyAttachment(this, "Policy", {
      ...global(options),
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
    });
    return { role, policy };
  }
}

interface Managed {
  readonly stack: TerraformStack;
  /** Which of the stack's settings it is. */
  readonly key: string;
  readonly region: string | undefined;
}

const managedByApp: StateEntry<Managed[]> = { name: "account settings", create: () => [] };

/** What tells an account and region from the others of a stack; empty for those of its default provider. */
function accountKey(stack: TerraformStack, { provider, region }: Placement): string {
  const other = provider && !isDefaultProvider(provider) ? provider : undefined;
  const home = providerRegion(stack, other);
  // A region that only Terraform knows is another one as far as anyone can tell.
  const elsewhere = region !== undefined && region !== home ? String(resolved(stack, region)) : undefined;
  return [other && pathInStack(other), elsewhere].filter(Boolean).join(" ");
}

/** Warns where another stack of the app may manage the setting of the same account and region. */
function warnOfRivals(api: Construct, stack: TerraformStack, { provider, region }: Placement): void {
  const all = appState(stack, managedByApp);
  const key = accountKey(stack, { provider, region });
  const own: Managed = { stack, key, region: region ?? providerRegion(stack, provider) };
  const isOwn = (other: Managed) => other.stack === stack && other.key === key;
  const rival = all.find((other) => !isOwn(other) && mayBeTheSame(other, own));
  if (!all.some(isOwn)) all.push(own);
  if (rival === undefined) return;
  warn(
    api,
    `"account" is managed ${rival.stack === stack ? "by another provider of this stack" : `by the stack ${quoted(rival.stack.node.id)}`} too: AWS has one setting per account and region, so the last deployment wins and the first destroy ends the logs of both. Where both are in the same account and region, set account: "existing" in one of them.`,
  );
}

function mayBeTheSame(a: Managed, b: Managed): boolean {
  const known = [a.region, b.region].every((region) => region !== undefined && !Token.isUnresolved(region));
  return !known || a.region === b.region;
}
