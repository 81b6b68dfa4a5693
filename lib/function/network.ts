import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError, warn } from "../core/validation-error";
import type { PermissionArgs } from "../link/permission";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import type { FunctionPart } from "./part";
import { identifierOf } from "./reference";

/**
 * The VPC of a function.
 *
 * @example
 * ```ts
 * new aws.Function(this, "Chat", {
 *   handler: "src/default.handler",
 *   vpc: { privateSubnets: ["subnet-0a1b2c3d4e5f67890"], securityGroups: ["sg-0a1b2c3d4e5f67890"] },
 * });
 * ```
 */
export interface FunctionVpc {
  /**
   * The subnets in which Lambda creates the function's network interfaces: ids, or `aws_subnet` resources. Maps to
   * `vpc_config.subnet_ids`.
   */
  readonly privateSubnets: readonly (string | Subnet)[];
  /**
   * The security groups of these interfaces: ids, or `aws_security_group` resources. Maps to
   * `vpc_config.security_group_ids`.
   */
  readonly securityGroups: readonly (string | SecurityGroup)[];
}

const knownVpc: KnownArguments<FunctionVpc> = { privateSubnets: true, securityGroups: true };

// AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC". They take no resource.
const interfaces: PermissionArgs = {
  actions: [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ],
  resources: ["*"],
};

/** Returns what `vpc` means for a function with the given permissions. */
export function networkPart(
  scope: Construct,
  vpc: FunctionVpc | undefined,
  permissions: readonly PermissionArgs[],
): FunctionPart | undefined {
  if (vpc === undefined) return undefined;
  warnOfUnreachableApi(scope, permissions);
  if (typeof vpc === "object" && vpc !== null && "subnets" in vpc)
    throw new ValidationError(
      scope,
      `"vpc.subnets" is an old name of SST; got ${quoted(vpc.subnets)}. Write privateSubnets: [ … ].`,
    );
  requireKnown(scope, "vpc", vpc, knownVpc);
  const subnetIds = ids(scope, "vpc.privateSubnets", vpc.privateSubnets, "aws_subnet", "subnet-0a1b2c3d4e5f67890");
  const groups = ids(scope, "vpc.securityGroups", vpc.securityGroups, "aws_security_group", "sg-0a1b2c3d4e5f67890");
  return { config: { vpcConfig: { subnetIds, securityGroupIds: groups } }, creation: [interfaces] };
}

function warnOfUnreachableApi(scope: Construct, permissions: readonly PermissionArgs[]): void {
  const manages = permissions.some(
    ({ actions }) => !Token.isUnresolved(actions) && actions.some((action) => action.startsWith("execute-api:")),
  );
  if (manages)
    warn(
      scope,
      `The function is in a VPC and is linked to an API. To send to connections it needs a way to the service "execute-api": a VPC endpoint or a NAT gateway.`,
    );
}

function ids(scope: Construct, argument: string, given: unknown, type: string, example: string): string[] {
  if (Token.isUnresolved(given)) return given as string[];
  if (!Array.isArray(given) || given.length === 0)
    throw new ValidationError(
      scope,
      `"${argument}" has to be a list of one or more ids; got ${quoted(given)}. Write ["${example}"].`,
    );
  return given.map((item) => identifierOf(scope, argument, item, { type, attribute: "id", example }));
}
