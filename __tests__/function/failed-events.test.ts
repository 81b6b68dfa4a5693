import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { TerraformStack } from "cdktf";
import { aws, type DeadLetterTarget, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const queue = "arn:aws:sqs:eu-west-1:123456789012:failed";
const topic = "arn:aws:sns:eu-west-1:123456789012:failed";

const made = (args: Partial<FunctionArgs>) => synth((stack) => new aws.Function(stack, "Fn", { handler, ...args }));
const refusal = (args: object) => refused((stack) => new aws.Function(stack, "Fn", { handler, ...args })).message;

describe("deadLetter", () => {
  it.each<[string, (stack: TerraformStack) => DeadLetterTarget, string, readonly string[]]>([
    ["the ARN of a queue", () => queue, queue, ["sqs:SendMessage"]],
    ["the ARN of a topic", () => topic, topic, ["sns:Publish"]],
    ["a queue", (stack) => new SqsQueue(stack, "To"), "${aws_sqs_queue.To.arn}", ["sqs:SendMessage"]],
    ["a topic", (stack) => new SnsTopic(stack, "To"), "${aws_sns_topic.To.arn}", ["sns:Publish"]],
    [
      "an ARN known only after apply",
      (stack) => new SnsTopic(stack, "To").arn,
      "${aws_sns_topic.To.arn}",
      ["sqs:SendMessage", "sns:Publish"],
    ],
    ["a reference", () => "${var.target}", "${var.target}", ["sqs:SendMessage", "sns:Publish"]],
  ])("sends to %s, with the right for it before the function is created", (_, target, arn, actions) => {
    const stack = synth((scope) => new aws.Function(scope, "Fn", { handler, deadLetter: target(scope) }));
    const { dead_letter_config, depends_on } = stack.one(LambdaFunction);
    expect(dead_letter_config).toEqual({ target_arn: arn });
    expect(depends_on).toEqual([expect.stringMatching(/^aws_iam_role_policy\.Fn_CreationPolicy_/)]);
    expect(stack.data(DataAwsIamPolicyDocument, "Fn_CreationPolicyDocument").statement).toEqual([
      { effect: "Allow", actions, resources: [arn] },
    ]);
  });

  it.each<[unknown, string]>([
    ["", '"deadLetter" takes the ARN of an aws_sqs_queue or aws_sns_topic, or the resource itself; got "".'],
    [{ arn: queue }, '"deadLetter" takes the ARN of an aws_sqs_queue or aws_sns_topic'],
    [`${queue}.fifo`, '"deadLetter" takes the ARN of a standard SQS queue or a standard SNS topic'],
    ["failed", '"deadLetter" takes the ARN of a standard SQS queue or a standard SNS topic; got "failed".'],
    ["arn:aws:lambda:eu-west-1:123456789012:function:failed", "[lambda-dead-letter]"],
  ])("rejects %j", (deadLetter, text) => {
    expect(refusal({ deadLetter })).toContain(text);
  });
});

describe("retries", () => {
  it.each([0, 1, 2])("are %d for asynchronous invocations", (retries) => {
    const config = made({ retries }).one(LambdaFunctionEventInvokeConfig);
    expect(config.maximum_retry_attempts).toBe(retries);
    expect(config.function_name).toMatch(/^\$\{aws_lambda_function\.Fn_Function_\w+\.function_name\}$/);
  });

  it.each<[string, Partial<FunctionArgs>]>([
    ["versioning", { versioning: true }],
    ["a transform", { transform: { function: { publish: true } } }],
  ])("are those of the version that %s publishes", (_, args) => {
    const config = made({ retries: 0, ...args }).one(LambdaFunctionEventInvokeConfig);
    expect(config.qualifier).toMatch(/^\$\{aws_lambda_function\.Fn_Function_\w+\.version\}$/);
  });

  it("are those of the function without a version where a transform says so", () => {
    const eventInvokeConfig = { qualifier: undefined } as never;
    const stack = made({ retries: 0, versioning: true, transform: { eventInvokeConfig } });
    expect(stack.one(LambdaFunctionEventInvokeConfig)).not.toHaveProperty("qualifier");
    expect(made({ retries: 0 }).one(LambdaFunctionEventInvokeConfig)).not.toHaveProperty("qualifier");
  });

  it("create nothing where they are not set", () => {
    expect(made({}).all(LambdaFunctionEventInvokeConfig)).toEqual([]);
  });

  it("can be changed by a transform, whose destination finds the rights of the role", () => {
    const onFailure = { destination: queue };
    const stack = made({
      retries: 1,
      permissions: [{ actions: ["sqs:SendMessage"], resources: [queue] }],
      transform: { eventInvokeConfig: { maximumEventAgeInSeconds: 60, destinationConfig: { onFailure } } },
    });
    expect(stack.one(LambdaFunctionEventInvokeConfig)).toMatchObject({
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\.Fn_Policy_/)],
      destination_config: { on_failure: { destination: queue } },
      maximum_event_age_in_seconds: 60,
      maximum_retry_attempts: 1,
    });
  });

  it("are a node of the function", () => {
    synth((stack) => {
      const fn = new aws.Function(stack, "Fn", { handler, retries: 1 });
      expect(fn.nodes.eventInvokeConfig).toBeInstanceOf(LambdaFunctionEventInvokeConfig);
      expect(new aws.Function(stack, "Other", { handler }).nodes.eventInvokeConfig).toBeUndefined();
    });
  });

  it.each<[object, string]>([
    [{ retries: 3 }, '"retries" has to be a whole number from 0 to 2 retries; got 3.'],
    [{ retries: -1 }, '"retries" has to be a whole number from 0 to 2 retries; got -1.'],
    [{ retries: "1" }, '"retries" has to be a number; got "1". Write 0, 1 or 2.'],
    [{ retries: null }, '"retries" has to be a number; got null.'],
    [
      { transform: { eventInvokeConfig: { maximumEventAgeInSeconds: 60 } } },
      '"transform.eventInvokeConfig" needs "retries", which creates the resource that it changes',
    ],
    [
      { retries: 1, transform: { eventInvokeConfig: { maximumEventAgeInSeconds: 59 } } },
      '"transform.eventInvokeConfig.maximumEventAgeInSeconds" has to be a whole number from 60 to 21600 seconds; got 59.',
    ],
  ])("reject %j", (args, text) => {
    expect(refusal(args)).toContain(text);
  });
});
