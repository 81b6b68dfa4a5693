import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionSettings } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { given } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const own = "eu-west-1:123456789012";
const settings: FunctionSettings = {
  vpc: { privateSubnets: ["subnet-a"], securityGroups: ["sg-a"] },
  volume: { efs: `arn:aws:elasticfilesystem:${own}:access-point/fsap-0a1b2c3d4e5f67890` },
  deadLetter: `arn:aws:sqs:${own}:failed`,
  tracing: "active",
  codeSigning: `arn:aws:lambda:${own}:code-signing-config:csc-0a1b2c3d4e5f67890`,
  kmsKey: `arn:aws:kms:${own}:key/11111111-2222-3333-4444-555555555555`,
  retries: 0,
};

/** The places that take the arguments of a function. */
const places: Readonly<Record<string, (stack: TerraformStack) => void>> = {
  "new aws.Function": (stack) => new aws.Function(stack, "Fn", { handler, ...settings }),
  "the handler of a route": (stack) =>
    new aws.ApiGatewayWebSocket(stack, "MyApi").route("$default", { handler, ...settings }),
  "transform.route.handler": (stack) =>
    new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { handler: settings } } }).route(
      "$default",
      handler,
    ),
  "transform.route.handler as a function": (stack) =>
    new aws.ApiGatewayWebSocket(stack, "MyApi", {
      transform: { route: { handler: (args) => Object.assign(args, settings) && undefined } },
    }).route("$default", handler),
  "the function of an authorizer": (stack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    const users = api.addAuthorizer("users", { lambda: { function: { handler, ...settings } } });
    api.route("$connect", given, { auth: { lambda: users.id } });
  },
};

it.each(Object.keys(places))("the settings of a company are accepted by %s", (place) => {
  const made = synth((stack) => places[place]?.(stack));
  expect(made.one(LambdaFunction)).toMatchObject({
    code_signing_config_arn: settings.codeSigning,
    dead_letter_config: { target_arn: settings.deadLetter },
    file_system_config: { arn: settings.volume?.efs },
    kms_key_arn: settings.kmsKey,
    tracing_config: { mode: "Active" },
  });
  expect(made.one(LambdaFunctionEventInvokeConfig).maximum_retry_attempts).toBe(0);
});
