import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing } from "cdktf";
import { aws } from "../../lib";
import { SynthesizedStack } from "../../lib/testing";
import { testStack } from "../support/synth";

function chat(): SynthesizedStack {
  const stack = testStack();
  const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
  api.route("$default", { handler: "src/default.handler", memory: "512 MB" });
  api.route("sendMessage", "src/sendMessage.handler");
  return new SynthesizedStack(Testing.synth(stack));
}

describe("a synthesized stack", () => {
  it("gives the arguments of a resource by its class and its name without the hash", () => {
    const fn = chat().resource(LambdaFunction, "MyApi_Routedefault_Handler_Function");
    expect(fn.get("memory_size")).toBe(512);
    expect(fn.pick("memory_size", "image_uri")).toEqual({ memory_size: 512, image_uri: undefined });
    expect(fn.name).toMatch(/^MyApi_Routedefault_Handler_Function_[0-9A-F]{8}$/);
  });

  it("gives data sources, and what is not there as an empty list", () => {
    expect(chat().dataSources(DataAwsIamPolicyDocument).length).toBeGreaterThan(0);
    expect(chat().resources(SqsQueue)).toEqual([]);
  });

  it("rejects a misspelt argument when the test runs", () => {
    const fn = chat().resource(LambdaFunction, "MyApi_Routedefault_Handler_Function");
    expect(() => fn.get("memory_siz" as never)).toThrow(
      '"memory_siz" is not an argument of aws_lambda_function. Did you mean "memory_size"?',
    );
    expect(() => fn.pick("memorySize" as never)).toThrow('"memorySize" is not an argument of aws_lambda_function.');
    expect(() => fn.get("arn" as never)).toThrow("is not an argument");
  });

  it("rejects a misspelt argument when the test is compiled", () => {
    const fn = chat().resource(LambdaFunction, "MyApi_Routedefault_Handler_Function");
    // @ts-expect-error: no such argument
    expect(() => fn.get("memory_siz")).toThrow();
    // @ts-expect-error: no such argument
    expect(() => fn.pick("timeout", "memorySize")).toThrow();
  });

  it("names the resources that exist where not exactly one fits", () => {
    expect(() => chat().resource(LambdaFunction)).toThrow(
      "Expected one aws_lambda_function, found 2. The stack has MyApi_Routedefault_Handler_Function, MyApi_RoutesendMessage_Handler_Function.",
    );
    expect(() => chat().resource(SqsQueue, "Jobs")).toThrow(
      'Expected one aws_sqs_queue with the name "Jobs", found 0. The stack has none.',
    );
    expect(() => chat().resources("aws_sqs_queue" as never)).toThrow('"type" has to be a class of the provider');
  });
});
