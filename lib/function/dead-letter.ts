import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { quoted } from "../core/validation-error";
import { evaluatedText } from "../terraform/expressions";
import { type Rule, rule } from "../validation/rule";
import type { FunctionPart } from "./part";
import { identifierOf, resourceType } from "./reference";

/** Where Lambda sends events that a function could not process: the ARN of a queue or topic, or the resource. */
export type DeadLetterTarget = string | SqsQueue | SnsTopic;

const queue = "aws_sqs_queue";
const topic = "aws_sns_topic";
const example = "arn:aws:sqs:eu-west-1:123456789012:failed";

/** Returns what `deadLetter` means for a function. */
export function deadLetterPart(scope: Construct, target: DeadLetterTarget | undefined): FunctionPart | undefined {
  if (target === undefined) return undefined;
  const arn = identifierOf(scope, "deadLetter", target, { type: [queue, topic], attribute: "arn", example });
  return {
    config: { deadLetterConfig: { targetArn: arn } },
    creation: [{ actions: sendActions(target), resources: [evaluatedText(arn)] }],
  };
}

function sendActions(target: DeadLetterTarget): readonly string[] {
  const kind = typeof target === "string" ? serviceOf(target) : resourceType(target);
  if (kind === queue) return ["sqs:SendMessage"];
  if (kind === topic) return ["sns:Publish"];
  // An ARN known only after apply does not tell the service. An action has no effect on another service's resource.
  return ["sqs:SendMessage", "sns:Publish"];
}

function serviceOf(arn: string): string | undefined {
  const service = /^arn:[^:$]+:(sqs|sns):/.exec(arn)?.[1];
  return service && (service === "sqs" ? queue : topic);
}

const targetForm = arnForm("(?:sqs|sns)", "[A-Za-z0-9_-]+");

/** Rules for the dead-letter target of an `aws_lambda_function`. */
export const deadLetterRules: readonly Rule[] = [
  rule("lambda-dead-letter", (fn) => {
    const arn = fn.blocks("dead_letter_config")[0]?.string("target_arn");
    return arn === undefined || targetForm.test(arn)
      ? undefined
      : `"deadLetter" takes the ARN of a standard SQS queue or a standard SNS topic; got ${quoted(arn)}. Write an ARN such as ${quoted(example)}.`;
  }),
];
