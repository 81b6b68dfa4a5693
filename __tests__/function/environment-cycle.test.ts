import { Lazy, TerraformLocal, TerraformOutput, type TerraformStack } from "cdktf";
import { aws, Linkable } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

interface Case {
  readonly api: aws.ApiGatewayWebSocket;
  readonly route: () => aws.ApiGatewayWebSocketRoute;
}

/** A function of a route that reads a value which exists only afterwards. */
function reading(value: (given: Case) => string) {
  return (stack: TerraformStack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    let route: aws.ApiGatewayWebSocketRoute;
    const given: Case = { api, route: () => route };
    const late = Lazy.stringValue({ produce: () => value(given) });
    route = api.route("$default", { handler, environment: { VALUE: late } });
  };
}

describe("the environment of a route's function", () => {
  it.each<[string, (given: Case) => string, string]>([
    ["the URL of its own stage", ({ api }) => api.nodes.stage.invokeUrl, "aws_apigatewayv2_stage."],
    ["the id of its own stage", ({ api }) => api.nodes.stage.id, "aws_apigatewayv2_stage."],
    ["its own route", ({ route }) => route().nodes.route.id, "aws_apigatewayv2_route."],
    ["its own integration", ({ route }) => route().nodes.integration.id, "aws_apigatewayv2_integration."],
    ["its own permission", ({ route }) => String(route().nodes.permission?.id), "aws_lambda_permission."],
    ["a part of a text", ({ api }) => `stage ${api.nodes.stage.arn}!`, "aws_apigatewayv2_stage."],
  ])("can't refer to %s", (_, value, reference) => {
    const { message } = refused(reading(value));
    expect(message).toContain('which Terraform rejects as a cycle; got "VALUE" with a reference to "');
    expect(message).toContain(reference);
  });

  it("can't refer to its stage through a local", () => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const url = new TerraformLocal(stack, "Url", api.nodes.stage.invokeUrl);
      api.route("$default", { handler, environment: { VALUE: url.asString } });
    });
    expect(message).toContain('got "VALUE" with a reference to "local.Url".');
  });

  it("can't refer to its stage through a link", () => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const url = new Linkable(stack, "Stage", { properties: { url: api.nodes.stage.invokeUrl } });
      api.route("$default", { handler, link: [url] });
    });
    expect(message).toContain('got "SST_RESOURCE_Stage" with a reference to "aws_apigatewayv2_stage.');
    expect(message).toContain("Link the API, link: [api], or use api.url or api.managementEndpoint");
  });

  it("may refer to the stage of another API, and to its own API", () => {
    expect(() =>
      synth((stack) => {
        const other = new aws.ApiGatewayWebSocket(stack, "Other");
        other.route("$default", { handler, environment: { TEXT: "aws_apigatewayv2_stage.x" } });
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        const environment = { OTHER: other.nodes.stage.invokeUrl, URL: api.url, ID: api.nodes.api.id };
        api.route("$default", { handler, environment, link: [api, other] });
      }),
    ).not.toThrow();
  });

  it("may refer to the stage where no route uses the function, and outputs may too", () => {
    expect(() =>
      synth((stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        api.route("$default", handler);
        new aws.Function(stack, "Worker", { handler, environment: { URL: api.nodes.stage.invokeUrl } });
        new TerraformOutput(stack, "stage", { value: api.nodes.stage.invokeUrl });
      }),
    ).not.toThrow();
  });
});
