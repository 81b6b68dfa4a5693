import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type ITerraformDependable, TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { constructId, physicalName } from "../core/naming";
import { pathParts } from "../core/path";
import { global, type Placement, regional } from "../core/placement";
import { jsonencode } from "../core/render";
import { quoted, ValidationError } from "../core/validation-error";
import { warn } from "../core/warning";
import type { ApiGatewayWebSocketArgs } from "./api-args";

type Setting = NonNullable<ApiGatewayWebSocketArgs["account"]>;

interface Managed {
  readonly stack: TerraformStack;
  readonly region: string | undefined;
}

const managedBy = new WeakMap<IConstruct, Managed[]>();

/**
 * Sees to the role with which API Gateway writes logs, and gives what a stage with logs has to wait for. AWS has one
 * such setting per account and region, so a stack makes it once for each provider and region.
 */
export function accountRole(
  scope: Construct,
  setting: Setting = "manage",
  placement: Placement,
): ITerraformDependable[] {
  if (setting === "existing") return [];
  checkSetting(scope, setting);
  const stack = TerraformStack.of(scope);
  const id = accountId(placement);
  const known = stack.node.tryFindChild(id) as AccountSetting | undefined;
  if (known === undefined) return new AccountSetting(stack, id, setting, placement).ready(scope);
  if (JSON.stringify(known.setting) === JSON.stringify(setting)) return known.ready(scope);
  throw new ValidationError(
    scope,
    `"account" has to be the same for all APIs of a stack, because AWS has one setting per account and region; got ${quoted(setting)} here and ${quoted(known.setting)} before. Give both the same.`,
  );
}

function checkSetting(scope: Construct, setting: Setting): void {
  const roleArn = typeof setting === "object" && setting !== null ? setting.roleArn : undefined;
  if (setting === "manage" || (typeof roleArn === "string" && isRoleArn(roleArn))) return;
  throw new ValidationError(
    scope,
    `"account" has to be "manage", "existing" or { roleArn } with the ARN of a role; got ${quoted(setting)}. Choose one of them.`,
  );
}

function isRoleArn(arn: string): boolean {
  return Token.isUnresolved(arn) || arn.includes("${") || /^arn:[a-z-]+:iam::\d{12}:role\/.+$/.test(arn);
}

function accountId({ provider, region }: Placement): string {
  const key = [provider?.node.id, region].filter((part) => part !== undefined && !Token.isUnresolved(part)).join(" ");
  return key === "" ? "ApiGatewayAccount" : constructId("ApiGatewayAccount", key);
}

class AccountSetting extends Construct {
  private readonly waitFor: ITerraformDependable[];

  constructor(
    stack: TerraformStack,
    id: string,
    public readonly setting: Exclude<Setting, "existing">,
    private readonly placement: Placement,
  ) {
    super(stack, id);
    const { provider, region } = placement;
    const made = setting === "manage" ? this.createRole() : { roleArn: setting.roleArn, waitFor: [] };
    const account = new ApiGatewayAccount(this, "Account", {
      ...regional({ provider, region }),
      cloudwatchRoleArn: made.roleArn,
      dependsOn: made.waitFor,
    });
    this.waitFor = [account];
  }

  /** What a stage waits for, after a look at what the other stacks of the app do. */
  public ready(api: Construct): ITerraformDependable[] {
    this.warnOfRivals(api);
    return this.waitFor;
  }

  private createRole() {
    const options = { provider: this.placement.provider };
    const role = new IamRole(this, "Role", {
      ...global(options),
      name: physicalName([...pathParts(this), "Role"], 64),
      assumeRolePolicy: jsonencode({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    });
    const { partition } = new DataAwsPartition(this, "Partition", global(options));
    const policy = new IamRolePolicyAttachment(this, "Policy", {
      ...global(options),
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
    });
    return { roleArn: role.arn, waitFor: [policy] };
  }

  private warnOfRivals(api: Construct): void {
    const stack = TerraformStack.of(this);
    const provider = (this.placement.provider ?? stack.allProviders().find(isDefaultAws)) as AwsProvider | undefined;
    const all = managedBy.get(this.node.root) ?? [];
    managedBy.set(this.node.root, all);
    const own: Managed = { stack, region: this.placement.region ?? provider?.region };
    const rival = all.find((other) => other.stack !== stack && mayBeTheSame(other, own));
    if (!all.some((other) => other.stack === stack && other.region === own.region)) all.push(own);
    if (rival === undefined) return;
    warn(
      api,
      `"account" is managed by the stack ${quoted(rival.stack.node.id)} too: AWS has one setting per account and region, so the last deployment wins and the first destroy ends the logs of both. Where both are in the same account and region, set account: "existing" in one of them.`,
    );
  }
}

function isDefaultAws(provider: unknown): boolean {
  const { terraformResourceType, alias } = provider as { terraformResourceType?: string; alias?: string };
  return terraformResourceType === AwsProvider.tfResourceType && alias === undefined;
}

function mayBeTheSame(a: Managed, b: Managed): boolean {
  const known = [a.region, b.region].every((region) => region !== undefined && !Token.isUnresolved(region));
  return !known || a.region === b.region;
}
