import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { type TerraformStack, Testing } from "cdktf";
import { aws, Linkable } from "cdktf-apigateway-websocket";
import { testStack } from "../support/synth";
import { refusal } from "../support/ways";

type Build = (stack: TerraformStack, value: never, api: () => aws.ApiGatewayWebSocket) => unknown;

const handler = "src/connect.handler";

/** Each row sets a construct without children where a value belongs. */
const rows: readonly [string, Build, string][] = [
  [
    "an environment variable",
    (stack, TABLE) => new aws.Function(stack, "Chat", { handler, environment: { TABLE } }),
    '"environment.TABLE"',
  ],
  [
    "the whole environment",
    (stack, environment) => new aws.Function(stack, "F", { handler, environment }),
    '"environment"',
  ],
  ["a tag", (stack, team) => new aws.Function(stack, "F", { handler, tags: { team } }), '"tags.team"'],
  ["a description", (stack, description) => new aws.Function(stack, "F", { handler, description }), '"description"'],
  ["a name", (stack, name) => new aws.Function(stack, "F", { handler, name }), '"name"'],
  [
    "an argument of a route's function",
    (_, TABLE, api) => api().route("$default", { handler, environment: { TABLE } }),
    '"environment.TABLE"',
  ],
  [
    "transform.api",
    (stack, description) => new aws.ApiGatewayWebSocket(stack, "Api", { transform: { api: { description } } }),
    '"description" of "Api/Api"',
  ],
  [
    "transform.stage, by a function",
    (stack, value) =>
      new aws.ApiGatewayWebSocket(stack, "Api", {
        transform: {
          stage: (args) => {
            args.tags = { team: value };
          },
        },
      }),
    '"tags.team" of "Api/Stage"',
  ],
  [
    "transform.accessLog",
    (stack, name) => new aws.ApiGatewayWebSocket(stack, "Api", { transform: { accessLog: { name } } }),
    '"name" of "Api/AccessLog"',
  ],
  [
    "transform.function",
    (stack, subnet) =>
      new aws.Function(stack, "F", {
        handler,
        transform: { function: { vpcConfig: { subnetIds: [subnet], securityGroupIds: [] } } },
      }),
    '"vpcConfig.subnetIds.0" of "F/Function"',
  ],
  [
    "transform.role",
    (stack, path) => new aws.Function(stack, "F", { handler, transform: { role: { path } } }),
    '"path" of "F/Role"',
  ],
  [
    "transform.route",
    (_, operationName, api) => api().route("$default", handler, { transform: { route: { operationName } } }),
    '"operationName" of "Api/Route $default/Route"',
  ],
  [
    "transform.integration",
    (_, description, api) => api().route("$default", handler, { transform: { integration: { description } } }),
    '"description" of "Api/Route $default/Integration"',
  ],
  [
    "transform.authorizer",
    (_, name, api) =>
      api().addAuthorizer("users", {
        lambda: { function: "src/connect.handler" },
        transform: { authorizer: { name } },
      }),
    '"name" of "Api/Authorizer users/Authorizer"',
  ],
];

describe("a construct in the place of a value", () => {
  it.each(rows)("is rejected in %s", (_, build, name) => {
    const stack = testStack();
    const table = new DynamodbTable(stack, "Table", { name: "t" });
    const error = refusal(() => {
      build(stack, table as never, () => new aws.ApiGatewayWebSocket(stack, "Api"));
      Testing.synth(stack);
    });
    expect(error.message).toContain(`${name} has to be a value; got the DynamodbTable "Table". Pass an attribute of`);
  });

  it("is accepted where a construct belongs", () => {
    const stack = testStack();
    const table = new DynamodbTable(stack, "Table", { name: "t" });
    const link = new Linkable(stack, "Linked", { properties: { name: table.name } });
    new aws.Function(stack, "F", { handler, link: [link], environment: { TABLE: table.name } }, { dependsOn: [table] });
    expect(Testing.synth(stack)).toContain("aws_dynamodb_table.Table.name");
  });
});
