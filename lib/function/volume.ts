import type { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import type { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { evaluatedText, isLiteral } from "../terraform/expressions";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { type Rule, rule } from "../validation/rule";
import type { FunctionVpc } from "./network";
import type { FunctionPart } from "./part";
import { identifierOf, resourceType } from "./reference";

/**
 * A file system that a function mounts.
 *
 * @example
 * ```ts
 * new aws.Function(this, "Chat", {
 *   handler: "src/default.handler",
 *   vpc: { privateSubnets: ["subnet-0a1b2c3d4e5f67890"], securityGroups: ["sg-0a1b2c3d4e5f67890"] },
 *   volume: {
 *     efs: "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d4e5f67890",
 *     path: "/mnt/files",
 *   },
 * });
 * ```
 */
export interface FunctionVolume {
  /**
   * The EFS access point through which the function mounts the file system: its ARN, or the `aws_efs_access_point`. Maps
   * to `file_system_config.arn`.
   */
  readonly efs: string | EfsAccessPoint;
  /**
   * The folder in which the function finds the files: `/mnt/` and one name. Maps to
   * `file_system_config.local_mount_path`.
   * @default "/mnt/efs"
   */
  readonly path?: string;
}

const knownVolume: KnownArguments<FunctionVolume> = { efs: true, path: true };

const accessPoint = "aws_efs_access_point";
const example = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d4e5f67890";

/** Returns what `volume` means for a function. */
export function volumePart(
  scope: Construct,
  volume: FunctionVolume | undefined,
  vpc: FunctionVpc | undefined,
): FunctionPart | undefined {
  if (volume === undefined) return undefined;
  requireKnown(scope, "volume", volume, knownVolume);
  if (vpc === undefined)
    throw new ValidationError(
      scope,
      `"volume" needs "vpc", because a file system can be reached only inside its VPC; got ${quoted(volume)}. Add vpc: { privateSubnets: [ … ], securityGroups: [ … ] }.`,
    );
  const { path = "/mnt/efs" } = volume;
  if (typeof path !== "string")
    throw new ValidationError(scope, `"volume.path" has to be a text; got ${quoted(path)}. Write path: "/mnt/efs".`);
  const arn = accessPointArn(scope, volume.efs);
  return {
    config: { fileSystemConfig: { arn, localMountPath: path } },
    creation: [
      {
        actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        resources: [fileSystemArn(volume.efs)],
        conditions: [
          { test: "StringEquals", variable: "elasticfilesystem:AccessPointArn", values: [evaluatedText(arn)] },
        ],
      },
    ],
  };
}

function accessPointArn(scope: Construct, efs: unknown): string {
  if (isObject(efs) && resourceType(efs) !== accessPoint)
    throw new ValidationError(
      scope,
      `"volume.efs" takes an EFS access point; got ${quoted(efs)}. Write efs: new EfsAccessPoint(this, "Files", { fileSystemId: … }), or its ARN.`,
    );
  return identifierOf(scope, "volume.efs", efs, { type: accessPoint, attribute: "arn", example });
}

// An ARN does not name the file system. The condition restricts the permission to the one of the access point.
function fileSystemArn(efs: string | EfsAccessPoint): string {
  if (typeof efs !== "string") return efs.fileSystemArn;
  return isLiteral(efs) ? efs.replace(/:access-point\/.*$/, ":file-system/*") : "*";
}

const accessPointForm = arnForm("elasticfilesystem", "access-point/fsap-[0-9a-f]{8,40}");

/** Rules for the file system of an `aws_lambda_function`. */
export const volumeRules: readonly Rule[] = [
  rule("lambda-volume-efs", (fn) => {
    const arn = fn.blocks("file_system_config")[0]?.string("arn");
    return arn === undefined || accessPointForm.test(arn)
      ? undefined
      : `"volume.efs" takes the ARN of an access point; got ${quoted(arn)}. Write an ARN such as ${quoted(example)}.`;
  }),
  rule("lambda-volume-path", (fn) => {
    const path = fn.blocks("file_system_config")[0]?.string("local_mount_path");
    return path === undefined || (path.length <= 160 && /^\/mnt\/[A-Za-z0-9_.-]+$/.test(path))
      ? undefined
      : `"volume.path" has to be "/mnt/" and one name of letters, digits, "-", "_" and ".", at most 160 characters in all; got ${quoted(path)}. Write a path such as "/mnt/efs".`;
  }),
];
