import { CloudwatchLogGroup, type CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import { type Retention, retentionDays } from "../core/units";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { applyTransform, type Placement, regionalMeta, type Transform } from "../terraform/resource-config";
import { addRules, type Rule, rule } from "../validation/rule";
import { addUniqueName } from "../validation/unique-name";
import { type EncryptionKey, keyArn, keyProblem } from "./encryption-key";

interface LogGroupArgs {
  readonly name: string;
  readonly retention: Retention | undefined;
  readonly kmsKey: EncryptionKey | undefined;
  /** The argument that contains both, for messages. */
  readonly argument: string;
  readonly transform: Transform<CloudwatchLogGroupConfig> | undefined;
  /** The argument that sets the transform, for messages. */
  readonly transformArgument: string;
}

/** Creates a log group. The default retention is 1 month. */
export function createLogGroup(scope: Construct, id: string, args: LogGroupArgs, placement: Placement) {
  const config = {
    ...regionalMeta(placement),
    name: args.name,
    retentionInDays: retentionInDays(scope, `${args.argument}.retention`, args.retention ?? "1 month"),
    ...(args.kmsKey !== undefined && { kmsKeyId: keyArn(scope, `${args.argument}.kmsKey`, args.kmsKey) }),
  };
  const logGroup = new CloudwatchLogGroup(
    scope,
    id,
    applyTransform(scope, id, config, args.transform, CloudwatchLogGroup),
  );
  addRules(scope, logGroup, logGroupRules(args.transformArgument, `${args.argument}.kmsKey`));
  const argument = `${args.transformArgument}.name`;
  addUniqueName(scope, logGroup, {
    type: CloudwatchLogGroup.tfResourceType,
    attribute: "name",
    argument,
    derived: true,
  });
  return logGroup;
}

function retentionInDays(scope: Construct, argument: string, retention: string): number {
  const days = new Map<string, number>(Object.entries(retentionDays)).get(retention);
  if (days !== undefined) return days;
  throw new ValidationError(
    scope,
    `"${argument}" has to be one of ${Object.keys(retentionDays).join(", ")}; got ${quoted(retention)}. ${didYouMean(retention, Object.keys(retentionDays), "Choose one of them.")}`,
  );
}

/** Describes what is wrong with the name of a log group. `argument` is the argument that sets the name. */
export function logGroupNameProblem(argument: string, name: string): string | undefined {
  return /^[A-Za-z0-9_\-/.]{1,512}$/.test(name)
    ? undefined
    : `"${argument}" takes 1 to 512 letters, digits, "_", "-", "/" and "."; got ${quoted(name)}. Write the name of a log group, and not its ARN.`;
}

/** Rules for an `aws_cloudwatch_log_group`. `argument` is the argument of its transform, `keyArgument` that of its key. */
export function logGroupRules(argument: string, keyArgument: string): readonly Rule[] {
  return [
    rule("log-group-kms-key", (group) => keyProblem(keyArgument, group.string("kms_key_id"))),
    rule("log-group-name", (group) => {
      const name = group.string("name");
      return name === undefined ? undefined : logGroupNameProblem(`${argument}.name`, name);
    }),
    rule("log-group-retention", (group) => {
      const days = group.number("retention_in_days");
      const known = Object.values(retentionDays);
      if (days === undefined || known.includes(days)) return undefined;
      return `"${argument}.retentionInDays" has to be one of ${[...known].sort((a, b) => a - b).join(", ")}; got ${days}. Choose one of them.`;
    }),
  ];
}
