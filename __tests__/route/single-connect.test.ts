import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { DataAwsApigatewayv2Api } from "@cdktf/provider-aws/lib/data-aws-apigatewayv2-api";
import { TerraformIterator, type TerraformStack, Testing } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { given, refusedInApp, synthesizeApp } from "../support/ways";
import { guardedApi, handlers, kinds } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

type Make = (api: aws.ApiGatewayWebSocket, stack: TerraformStack) => void;

const elsewhere = (stack: TerraformStack) => testStack("other-dev", stack.node.root as never);

function raw(scope: TerraformStack, apiId: string, routeKey: string, more: object = {}): Apigatewayv2Route {
  return new Apigatewayv2Route(scope, "Raw", { apiId, routeKey, ...more });
}

const forEach = TerraformIterator.fromList(["a", "$connect"]);

const second: Readonly<Record<string, Make>> = {
  "$connect without auth": ({ nodes }, stack) => raw(stack, nodes.api.id, "$connect"),
  "$connect with IAM": ({ nodes }, stack) => raw(stack, nodes.api.id, "$connect", { authorizationType: "AWS_IAM" }),
  "$connect in another stack": ({ nodes }, stack) => raw(elsewhere(stack), nodes.api.id, "$connect"),
  "$connect of an API known only after apply": (_, stack) => raw(stack, "${var.api}", "$connect"),
  "$connect of the API as a data source": ({ nodes }, stack) =>
    raw(stack, new DataAwsApigatewayv2Api(stack, "Data", { apiId: nodes.api.id }).id, "$connect"),
  "a key known only after apply": ({ nodes }, stack) => raw(stack, nodes.api.id, "${var.key}"),
  "a key in an expression": ({ nodes }, stack) => raw(stack, nodes.api.id, '${"$connect"}'),
  "$connect as one of several keys": ({ nodes }, stack) => raw(stack, nodes.api.id, forEach.value, { forEach }),
  "$connect of an override": ({ nodes }, stack) =>
    stack.addOverride("resource.aws_apigatewayv2_route.added", [{ api_id: nodes.api.id, route_key: "$connect" }]),
};

describe("another $connect of an API whose routes have auth", () => {
  it.each(Object.entries(second))("is rejected: %s", (_, make) => {
    const error = refusedInApp((stack) => make(guardedApi(stack).api, stack));
    expect(error.message).toContain('can\'t be another "$connect" of an API whose routes have auth');
  });

  it.each(Object.entries(kinds))("is rejected for auth of the kind %s", (_, auth) => {
    const { message, constructPath } = refusedInApp((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      api.route("$connect", given, { auth: auth(api) });
      raw(stack, api.nodes.api.id, "$connect");
    });
    expect(message).toContain('can\'t be another "$connect" of an API whose routes have auth');
    expect(constructPath).toBe("chat-dev/MyApi");
  });

  it("is rejected in HCL", () => {
    const build = (stack: TerraformStack) => raw(stack, guardedApi(stack).api.nodes.api.id, "$connect");
    expect(refusedInApp(build, (stack) => Testing.synthHcl(stack)).message).toContain("can't be another");
  });

  it("is rejected in HCL where an override hides its key", () => {
    const build = (stack: TerraformStack) =>
      raw(stack, guardedApi(stack).api.nodes.api.id, "a").addOverride("route_key.value", "$connect");
    expect(refusedInApp(build, (stack) => Testing.synthHcl(stack)).message).toContain("can't be another");
  });

  it.each<[string, Make]>([
    ["another key", ({ nodes }, stack) => raw(stack, nodes.api.id, "a")],
    ["$connect of another API of the library", (_, stack) => guardedApi(stack, "Other")],
    [
      "$connect of an API without auth",
      (_, stack) => {
        const open = new aws.ApiGatewayWebSocket(stack, "Open");
        open.route("$default", given);
        raw(stack, open.nodes.api.id, "$connect");
      },
    ],
    ["$connect of a written id", (_, stack) => raw(stack, "abc123", "$connect")],
    [
      "several other keys",
      ({ nodes }, stack) => {
        const keys = TerraformIterator.fromMap({ a: "x", b: "y" });
        raw(stack, nodes.api.id, keys.key, { forEach: keys });
      },
    ],
  ])("is not %s", (_, make) => {
    expect(() => synthesizeApp((stack) => make(guardedApi(stack).api, stack))).not.toThrow();
  });
});
