import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
import { createStack, itLives, region } from "./life";

const accounts = (changes: readonly string[]) => changes.filter((line) => line.includes("aws_api_gateway_account."));

describe("the stacks of an app", () => {
  const notes = ["no-connect", "no-connections-policy"];

  itLives("hold APIs in two regions, one of them by a provider with an alias", { notes }, (life) => {
    const changes = life.applyApp((app) => {
      const first = createStack(app, "first");
      new aws.ApiGatewayWebSocket(first, "Api").route("$default", "src/default.handler");

      const second = createStack(app, "second");
      const virginia = new AwsProvider(second, "virginia", { alias: "virginia", region: "us-east-1" });
      const far = new aws.ApiGatewayWebSocket(second, "Api", {}, { provider: virginia });
      far.route("$default", "src/default.handler");
      far.route("chat", new aws.Function(second, "Far", { handler: "src/chat.handler" }, { provider: virginia }));
      far.route("near", new aws.Function(second, "Near", { handler: "src/chat.handler" }));
      far.route("near by ARN", new aws.Function(second, "NearToo", { handler: "src/chat.handler" }).arn);
      const near = new aws.ApiGatewayWebSocket(second, "NearApi", { account: "existing" });
      near.route(
        "$default",
        new aws.Function(second, "Other", { handler: "src/chat.handler" }, { provider: virginia }),
      );
      new TerraformOutput(second, "url", { value: far.url, staticId: true });
    });

    expect(accounts(changes)).toHaveLength(2);
    expect(life.output("second")).toEqual({ url: expect.stringContaining(".execute-api.us-east-1.amazonaws.com/") });
  });

  itLives("share a function", { notes }, (life) => {
    const build = (routes: readonly string[]) => (app: Parameters<Parameters<typeof life.applyApp>[0]>[0]) => {
      const functions = createStack(app, "functions");
      const shared = new aws.Function(functions, "Shared", { handler: "src/default.handler" });
      const own = new aws.Function(functions, "Own", { handler: "src/chat.handler" });
      const api = new aws.ApiGatewayWebSocket(createStack(app, "api", "us-east-1"), "Api");
      for (const route of routes) api.route(route, shared);
      api.route("arn", own.arn);
    };

    life.applyApp(build(["$default"]));
    const changes = life.applyApp(build(["$default", "chat"]));

    expect(changes).toEqual(["api: create aws_apigatewayv2_route.Api_Routechat_Route"]);
  });

  itLives("keep a region that the API itself names", { notes }, (life) => {
    const changes = life.apply((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Api", { transform: { api: { region: "eu-central-1" } } });
      api.route("$default", "src/default.handler");
      api.route("near", new aws.Function(stack, "Near", { handler: "src/chat.handler" }));
      new aws.ApiGatewayWebSocket(stack, "Other").route("$default", "src/default.handler");
      new TerraformOutput(stack, "url", { value: api.url, staticId: true });
    });

    expect(accounts(changes)).toHaveLength(2);
    expect(life.output()).toEqual({ url: expect.stringContaining(".execute-api.eu-central-1.") });
    expect(region).not.toBe("eu-central-1");
  });
});
