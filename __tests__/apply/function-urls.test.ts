import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "cdktf-apigateway-websocket";
import { decide, type Policy } from "../link/iam";
import { itLives } from "./life";

const handler = "src/default.handler";

const counted = (changes: readonly string[], type: string) =>
  changes.filter((line) => line.includes(` ${type}.`)).length;

function output(stack: TerraformStack, id: string, value: unknown): void {
  new TerraformOutput(stack, id, { value, staticId: true });
}

describe("a function's URL", () => {
  itLives(
    "is public or signed, streams, and serves an alias of a published function",
    { notes: ["open-url"] },
    (life) => {
      const changes = life.apply((stack) => {
        const cors = { allowMethods: ["GET", "POST"], allowOrigins: ["https://example.com"], maxAge: "1 day" } as const;
        new aws.Function(stack, "Public", { handler, url: { cors }, streaming: true });
        new aws.Function(stack, "Signed", { handler, url: { authorization: "iam", cors: false } });
        new aws.Function(stack, "Published", { handler, url: true, transform: { function: { publish: true } } });
      });

      expect(counted(changes, "aws_lambda_function_url")).toBe(3);
      expect(counted(changes, "aws_lambda_permission")).toBe(2);
      expect(counted(changes, "aws_lambda_alias")).toBe(1);
    },
  );

  itLives("is updated in place, and goes with its permission", { notes: [] }, (life) => {
    const withUrl = (url: FunctionArgs["url"]) => {
      return (stack: TerraformStack) => void new aws.Function(stack, "Fn", { handler, url });
    };
    life.apply(withUrl({ authorization: "iam" }));
    const opened = life.apply(withUrl(true), { notes: ["open-url"] });
    const closed = life.apply(withUrl(false));

    expect(opened.map((line) => line.replace(/_[0-9A-F]{8}/, ""))).toEqual([
      "create aws_lambda_permission.Fn_UrlPermission",
      "update aws_lambda_function_url.Fn_Url",
    ]);
    expect(counted(closed, "aws_lambda_function_url")).toBe(1);
    expect(counted(closed, "aws_lambda_permission")).toBe(1);
  });
});

describe("a linked function", () => {
  itLives("may be invoked, also by its URL", { notes: [] }, (life) => {
    life.apply((stack) => {
      const worker = new aws.Function(stack, "Worker", { handler, url: { authorization: "iam" } });
      const caller = new aws.Function(stack, "Caller", { handler, link: [worker] });
      output(stack, "arn", worker.arn);
      output(stack, "url", worker.url);
      output(stack, "environment", caller.nodes.function.environment.variables);
      output(stack, "policy", caller.nodes.policy?.policy);
    });

    const { arn, url, environment, policy } = life.output();
    const { SST_RESOURCE_Worker = "" } = environment as Record<string, string>;
    expect(JSON.parse(SST_RESOURCE_Worker)).toEqual({ arn, name: expect.anything(), type: "sst.aws.Function", url });
    const may = (action: string, resource: unknown) =>
      decide([JSON.parse(String(policy)) as Policy], { action: `lambda:${action}`, resource: String(resource) });
    expect(may("InvokeFunction", arn)).toBe("allowed");
    expect(may("InvokeFunctionUrl", arn)).toBe("allowed");
    expect(may("InvokeFunction", `${arn}2`)).toBe("not allowed");
  });

  itLives("gets the messages of a queue", { notes: [] }, (life) => {
    life.apply((stack) => {
      const queue = new SqsQueue(stack, "Jobs", { name: "jobs", visibilityTimeoutSeconds: 120 });
      const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
      const fn = new aws.Function(stack, "Worker", { handler, permissions: [{ actions, resources: [queue.arn] }] });
      new LambdaEventSourceMapping(stack, "Mapping", {
        eventSourceArn: queue.arn,
        functionName: fn.arn,
        dependsOn: fn.nodes.policy && [fn.nodes.policy],
      });
    });
  });
});
