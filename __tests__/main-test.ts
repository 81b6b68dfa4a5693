import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Testing } from "cdktf";
import { ChatStack, type Environment } from "../main";
import { applied } from "./link/applied";
import { evaluate } from "./link/expressions";
import { Synthesized } from "./support/synth";

function chat(environment: Environment = {}): { readonly name: string; readonly stack: Synthesized } {
  const stack = new ChatStack(Testing.app(), environment);
  return { name: stack.node.id, stack: new Synthesized(JSON.parse(Testing.synth(stack))) };
}

// What is not asked for below stands for itself.
const known = (address: string) => address;

function functionOf(stack: Synthesized, route: string) {
  return applied(stack, `Chat_Route${route}_Handler`, known);
}

/** The physical names that have to be unique in an account. */
function names({ json }: Synthesized): unknown[] {
  return [LambdaFunction, IamRole, CloudwatchLogGroup, DynamodbTable]
    .flatMap(({ tfResourceType }) => Object.values(json.resource?.[tfResourceType] ?? {}))
    .map(({ name, function_name }) => name ?? function_name);
}

describe("the chat", () => {
  it("has a route for each kind of message, which answers the sender", () => {
    const routes = chat().stack.all(Apigatewayv2Route);
    const answers = routes.map((route) => [route.route_key, route.route_response_selection_expression]);
    expect(Object.fromEntries(answers)).toEqual({
      $connect: undefined,
      $disconnect: undefined,
      $default: "$default",
      sendMessage: "$default",
      broadcast: "$default",
    });
  });

  it("puts out where clients connect and where messages are sent from", () => {
    const { url, managementEndpoint } = chat().stack.json.output as Record<string, { readonly value: string }>;
    expect(url?.value).toMatch(/^\$\{aws_apigatewayv2_api\.\w+\.api_endpoint\}\/\$default$/);
    expect(managementEndpoint?.value).toMatch(/"wss:\/\/", "https:\/\/"\)\}\/\$default$/);
  });

  it.each([
    ["connect", ["App", "Connections"]],
    ["disconnect", ["App", "Connections"]],
    ["default", ["App"]],
    ["sendMessage", ["App", "Chat", "Connections"]],
    ["broadcast", ["App", "Chat", "Connections"]],
  ])("tells the function of %s what it is linked to, and nothing else", (handler, names) => {
    const { environment } = functionOf(chat().stack, handler);
    expect(Object.keys(environment).sort()).toEqual(names.map((name) => `SST_RESOURCE_${name}`));
  });

  it("tells them the table and the management endpoint that it puts out", () => {
    const { stack } = chat();
    const { environment } = functionOf(stack, "broadcast");
    const { managementEndpoint } = stack.json.output as Record<string, { readonly value: string }>;
    const read = (name: string) => JSON.parse(environment[`SST_RESOURCE_${name}`] ?? "null");
    expect(read("Connections").name).toBe("aws_dynamodb_table.Connections.name");
    expect(read("Chat").managementEndpoint).toBe(evaluate(managementEndpoint?.value ?? "", known));
  });

  it("keeps connections in a table that is paid for by request and removes rows after their time", () => {
    expect(chat().stack.one(DynamodbTable)).toMatchObject({
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "connectionId",
      ttl: { attribute_name: "expiresAt", enabled: true },
    });
  });

  // A link of a table also covers its indexes.
  const onTable = (action: string) =>
    ["arn", "arn/index/*"].map((place) => `dynamodb:${action} aws_dynamodb_table.Connections.${place}`);
  const connections = expect.stringMatching(
    /^execute-api:ManageConnections aws_apigatewayv2_api\.\w+\.execution_arn\/\$default\/\*\/@connections\/\*$/,
  );

  it.each([
    ["connect", onTable("PutItem")],
    ["disconnect", onTable("DeleteItem")],
    ["default", []],
    ["sendMessage", [connections, ...onTable("DeleteItem")]],
    ["broadcast", [connections, ...onTable("Scan"), ...onTable("DeleteItem")]],
  ])("lets the function of %s do what it has to, and nothing else", (handler, expected) => {
    const statements = functionOf(chat().stack, handler).policies.flatMap(({ Statement }) => Statement);
    const log = expect.stringMatching(/^logs:(CreateLogStream|PutLogEvents) aws_cloudwatch_log_group\.\w+\.arn:\*$/);
    const allowed = statements.flatMap(({ Effect, Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => [Effect, `${action} ${resource}`])),
    );
    expect(allowed).toEqual([log, log, ...expected].map((each) => ["Allow", each]));
  });
});

describe("the stage of the chat", () => {
  it("comes from the environment and is part of the stack's name", () => {
    expect(chat({ STAGE: "prod" }).name).toBe("chat-prod");
    expect(chat().name).toBe("chat-dev");
  });

  it("shares no physical name with another one, so that both live in one account", () => {
    const [dev, prod] = [names(chat({ STAGE: "dev" }).stack), names(chat({ STAGE: "prod" }).stack)];
    expect(dev).toHaveLength(18);
    expect(new Set([...dev, ...prod]).size).toBe(36);
  });

  it("leaves the role of API Gateway's logs to another stage in the same account where it is told to", () => {
    expect(chat().stack.all(ApiGatewayAccount)).toHaveLength(1);
    expect(chat({ ACCOUNT: "existing" }).stack.all(ApiGatewayAccount)).toEqual([]);
    expect(() => chat({ ACCOUNT: "other" })).toThrow('"account" has to be "manage", "existing" or');
  });

  it.each(["", "my stage", "a/b", "ü", "x".repeat(33)])("is refused where names can't hold it: %j", (STAGE) => {
    expect(() => chat({ STAGE })).toThrow('"STAGE" must be 1 to 32 letters, digits and "-"');
  });
});

describe("the state of the chat", () => {
  const backend = (environment: Environment) =>
    (chat(environment).stack.json.terraform as { backend: unknown }).backend;

  it("lies in the bucket that the environment names, apart for each stage, and is locked while in use", () => {
    expect(backend({ STAGE: "prod", STATE_BUCKET: "states", AWS_REGION: "eu-west-1" })).toEqual({
      s3: { bucket: "states", key: "chat-prod.tfstate", region: "eu-west-1", encrypt: true, use_lockfile: true },
    });
  });

  it.each([{}, { STATE_BUCKET: "" }])("lies in a local file where no bucket is named: %j", (environment) => {
    expect(backend(environment)).toEqual({ local: { path: "../../../terraform.chat-dev.tfstate" } });
  });
});

it("synthesizes the chat without a path of the machine", () => {
  expect(JSON.stringify(chat().stack.json)).not.toContain(process.cwd());
});
