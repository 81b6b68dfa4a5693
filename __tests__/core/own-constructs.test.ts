import { readdirSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider as CdktfAwsProvider } from "@cdktf/provider-aws/lib/provider";
import { ArchiveProvider } from "@cdktn/provider-archive/lib/provider";
import { LambdaFunction } from "@cdktn/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktn/provider-aws/lib/provider";
import { App, TerraformStack as CdktfStack, Testing } from "cdktf";
import { aws, Linkable, vercel } from "cdktf-apigateway-websocket";
import { App as CdktnApp, TerraformStack } from "cdktn";
import { testStack } from "../support/synth";
import { given, refusal, temporaryFolder } from "../support/ways";

const lambda = { functionName: "f", role: "arn:aws:iam::123456789012:role/r" };

class ChatStack extends TerraformStack {}

describe("a construct of CDK Terrain in an app of CDKTF is rejected, and the message names the import to change", () => {
  it.each<[string, () => unknown, string]>([
    [
      "the stack of an API",
      () => new aws.ApiGatewayWebSocket(new ChatStack(new CdktnApp(), "chat-dev"), "Api"),
      '"scope" has to belong to CDKTF; got the ChatStack "chat-dev" of "cdktn". Import "cdktf-apigateway-websocket/cdktn" instead of "cdktf-apigateway-websocket".',
    ],
    [
      "the stack of a function",
      () => new aws.Function(new ChatStack(new CdktnApp(), "chat-dev"), "F", { handler: "src/connect.handler" }),
      '"scope" has to belong to CDKTF; got the ChatStack "chat-dev" of "cdktn". Import',
    ],
    [
      "the app of a stack",
      () => new aws.ApiGatewayWebSocket(new CdktfStack(new CdktnApp(), "chat-dev"), "Api"),
      '"scope" has to belong to CDKTF; got the App "" of "cdktn". Import "cdktf" instead of "cdktn". (TerraformStack "chat-dev" at chat-dev)',
    ],
    [
      "the stack of a link",
      () => new Linkable(new ChatStack(new CdktnApp(), "chat-dev"), "Limits", { properties: { perMinute: 60 } }),
      '"scope" has to belong to CDKTF; got the ChatStack "chat-dev" of "cdktn". Import',
    ],
    [
      "the stack of the library's own provider",
      () => new vercel.VercelProvider(new ChatStack(new CdktnApp(), "chat-dev"), "vercel"),
      '"scope" has to belong to CDKTF; got the ChatStack "chat-dev" of "cdktn". Import',
    ],
    [
      "the option provider",
      () => {
        const provider = new AwsProvider(new TerraformStack(new CdktnApp(), "other"), "aws");
        return new aws.ApiGatewayWebSocket(testStack(), "Api", {}, { provider: provider as never });
      },
      '"provider" has to belong to CDKTF; got the AwsProvider "aws" of "@cdktn/provider-aws". Import "@cdktf/provider-aws" instead of "@cdktn/provider-aws".',
    ],
    [
      "the option provider of a DNS adapter",
      () => {
        const stack = testStack();
        const provider = new AwsProvider(stack as never, "dns", { alias: "dns" }) as never;
        return new aws.ApiGatewayWebSocket(stack, "Api", {
          domain: { name: "a.example.com", dns: aws.dns({ provider }) },
        });
      },
      '"provider" of aws.dns() has to belong to CDKTF; got the AwsProvider "dns" of "@cdktn/provider-aws". Import "@cdktf/provider-aws" instead',
    ],
    [
      "a function as handler",
      () => {
        const stack = testStack();
        const fn = new LambdaFunction(stack as never, "Given", lambda);
        return new aws.ApiGatewayWebSocket(stack, "Api").route("$default", fn as never);
      },
      '"handler" has to belong to CDKTF; got the LambdaFunction "Given" of "@cdktn/provider-aws". Import "@cdktf/provider-aws" instead',
    ],
  ])("%s", (_, build, message) => {
    expect(refusal(build).message).toContain(message);
  });

  const providers: readonly [string, (stack: CdktfStack) => unknown, string][] = [
    ["AWS", (stack) => new AwsProvider(stack as never, "aws", { region: "eu-west-1" }), "aws"],
    ["archive", (stack) => new ArchiveProvider(stack as never, "archive"), "archive"],
  ];

  it.each(providers)("a provider of the stack at synthesis, and nothing is written: %s", (_, create, name) => {
    const outdir = join(temporaryFolder(), "out");
    const app = new App({ outdir });
    const stack = new CdktfStack(app, "chat-dev");
    new aws.ApiGatewayWebSocket(stack, "Api").route("$default", given);
    create(stack);
    expect(refusal(() => app.synth()).message).toContain(
      `"scope" of the ${name === "aws" ? "AwsProvider" : "ArchiveProvider"} "${name}" of "@cdktn/provider-${name}" is a stack of CDKTF. Import "@cdktf/provider-${name}" instead of "@cdktn/provider-${name}".`,
    );
    const written = readdirSync(outdir, { recursive: true, encoding: "utf8" });
    expect(written.filter((path) => path.endsWith(".json"))).toEqual([]);
  });

  it.each(providers)("a provider of the stack in a synthesis in memory: %s", (_, create) => {
    const stack = new CdktfStack(Testing.app(), "chat-dev");
    new aws.ApiGatewayWebSocket(stack, "Api").route("$default", given);
    create(stack);
    for (const runValidations of [false, true])
      expect(refusal(() => Testing.synth(stack, runValidations)).message).toContain("is a stack of CDKTF");
  });
});

it("accepts constructs of a second copy of the same packages", () => {
  jest.isolateModules(() => {
    const other = require("@cdktf/provider-aws/lib/provider") as { readonly AwsProvider: typeof CdktfAwsProvider };
    const stack = new CdktfStack(Testing.app(), "chat-dev");
    const provider = new other.AwsProvider(stack, "aws", { region: "eu-west-1" });
    new aws.ApiGatewayWebSocket(stack, "Api", {}, { provider }).route("$default", given);
    expect(other.AwsProvider).not.toBe(CdktfAwsProvider);
    expect(Testing.synth(stack)).toContain("aws_apigatewayv2_api");
  });
});
