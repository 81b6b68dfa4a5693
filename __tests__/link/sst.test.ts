import { TerraformVariable } from "cdktf";
import { aws, Linkable } from "../../lib";
import { enter, removeProjects } from "../support/project";
import { madeUp } from "./applied";
import { userProject, type Written, written } from "./user-project";

/** A handler from SST's documentation, with another module for `Resource`. */
const handlerOf = (module: string) => `
import { Resource } from "${module}";

const resources = Resource as any;

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return (error as Error).name;
  }
}

export const handler = async (event: { readonly id: string }) => ({
  to: \`\${resources.MyApi.managementEndpoint}/@connections/\${event.id}\`,
  url: resources.MyApi.url,
  type: resources.MyApi.type,
  secret: resources.StripeKey.value,
  values: resources.Values,
  app: [Resource.App.name, Resource.App.stage],
  linked: ["MyApi" in Resource, "Other" in Resource],
  names: Object.keys(Resource).sort(),
  other: attempt(() => resources.Other),
});
`;

const values = { text: 'say "${hi}" \\ \n Grüße', number: 1.5, yes: true, none: null, list: [1, { deep: ["x"] }] };
const key = 'sk_"live"\\n${x}';

let app: Written;

beforeAll(() => {
  enter(
    userProject(
      {
        "src/sst.ts": handlerOf("sst"),
        "src/resource.ts": handlerOf("sst/resource"),
        "src/own.ts": handlerOf("cdktf-apigateway-websocket/runtime"),
      },
      ["sst"],
    ),
  );
  app = written(
    (stack) => {
      const variable = new TerraformVariable(stack, "stripeKey", { type: "string", sensitive: true });
      const secret = new Linkable(stack, "StripeKey", { properties: { value: variable.stringValue } });
      const plain = new Linkable(stack, "Values", { properties: values });
      const api: aws.ApiGatewayWebSocket = new aws.ApiGatewayWebSocket(stack, "MyApi", {
        transform: {
          route: {
            handler: (args) => {
              args.link = [api, secret, plain];
            },
          },
        },
      });
      api.route("sst", "src/sst.handler");
      api.route("resource", "src/resource.handler");
      api.route("cjs", { handler: "src/sst.handler", nodejs: { format: "cjs" } });
      api.route("own", "src/own.handler");
    },
    (address) => (address === "var.stripeKey" ? key : madeUp(address)),
  );
});

afterAll(removeProjects);

it.each([
  ["SST's own SDK", "sst"],
  ["SST's own SDK, by its shorter module", "resource"],
  ["SST's own SDK, bundled as CommonJS", "cjs"],
  ["this library's runtime", "own"],
])("a handler reads its links with %s", (_, route) => {
  expect(app.run(`MyApi_Route${route}_Handler`, { id: "L0SM9cOFvHcCIhw=" })).toEqual({
    to: "https://myapi.execute-api.eu-west-1.amazonaws.com/$default/@connections/L0SM9cOFvHcCIhw=",
    url: "wss://myapi.execute-api.eu-west-1.amazonaws.com/$default",
    type: "sst.aws.ApiGatewayWebSocket",
    secret: key,
    values: { ...values, type: "sst.sst.Linkable" },
    app: ["chat-dev", "dev"],
    linked: [true, false],
    names: ["App", "MyApi", "StripeKey", "Values"],
    other: "Error",
  });
});
