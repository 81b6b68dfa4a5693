import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "cdktf-apigateway-websocket";
import { itLives, region } from "./life";
import { api, base, open } from "./routes-table";

const handler = "src/chat.handler";
const chat = (args: Partial<FunctionArgs>) => api({ ...base, chat: { handler, ...args } });
const fn = "Api_Routechat_Handler";
const code = (text: string) =>
  `export const handler = async () => ({ statusCode: 200, body: ${JSON.stringify(text)} });\n`;

/** What moves to a new version of the route's function. */
const moved = [
  "replace, new one first: aws_lambda_permission.Api_Routechat_Permission",
  "update aws_apigatewayv2_integration.Api_Routechat_Integration",
  `update aws_lambda_function.${fn}_Function`,
];

describe("a function with versions", () => {
  itLives("moves its route to the new version before the earlier one loses its permission", { notes: open }, (life) => {
    life.apply(chat({}));

    expect(life.apply(chat({ versioning: true }))).toEqual(moved);

    life.write("src/chat.ts", code("second"));
    expect(life.apply(chat({ versioning: true }))).toEqual(moved);
    expect(life.apply(chat({ versioning: true, memory: "512 MB" }))).toEqual(moved);
    expect(life.apply(chat({ versioning: true, memory: "512 MB", tags: { team: "chat" } }))).toEqual([
      `update aws_lambda_function.${fn}_Function`,
    ]);

    expect(life.apply(chat({ memory: "512 MB", tags: { team: "chat" } }))).toEqual(moved);
  });

  itLives("moves its authorizer and its shared routes too", { notes: ["no-connections-policy"] }, (life) => {
    const build = (stack: TerraformStack) => {
      const shared = new aws.Function(stack, "Shared", { handler, versioning: true });
      const chat = new aws.ApiGatewayWebSocket(stack, "Api");
      const users = chat.addAuthorizer("users", {
        lambda: { function: { handler: "src/disconnect.handler", versioning: true } },
      });
      chat.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
      chat.route("$default", shared);
      chat.route("other", shared.arn);
    };
    life.apply(build);

    life.write("src/chat.ts", code("second"));
    life.write("src/disconnect.ts", code("second"));

    expect(life.apply(build)).toEqual([
      "replace, new one first: aws_lambda_permission.Api_Authorizerusers_Permission",
      "replace, new one first: aws_lambda_permission.Api_FunctionShared_Function_4FCC1712version_Permission",
      "update aws_apigatewayv2_authorizer.Api_Authorizerusers_Authorizer",
      "update aws_apigatewayv2_integration.Api_FunctionShared_Function_4FCC1712version_Integration",
      "update aws_lambda_function.Api_Authorizerusers_Handler_Function",
      "update aws_lambda_function.Shared_Function",
    ]);
  });

  itLives("keeps instances of it ready", { notes: open }, (life) => {
    const concurrency = (provisioned: number | undefined, reserved?: number) =>
      chat({ versioning: true, concurrency: { provisioned, reserved } });
    life.apply(concurrency(undefined));

    const config = `aws_lambda_provisioned_concurrency_config.${fn}_ProvisionedConcurrency`;
    expect(life.apply(concurrency(2))).toEqual([`create ${config}`]);
    expect(life.apply(concurrency(3, 10))).toEqual([`update aws_lambda_function.${fn}_Function`, `update ${config}`]);

    life.write("src/chat.ts", code("second"));
    expect(life.apply(concurrency(3, 10))).toEqual([
      ...moved.slice(0, 1),
      `replace, old one first: ${config}`,
      ...moved.slice(1),
    ]);

    expect(life.apply(concurrency(undefined, 10))).toEqual([`destroy ${config}`]);
  });

  itLives("is durable", { notes: open }, (life) => {
    const durable = (timeout: "10 minutes" | "15 minutes", retention?: "1 day") =>
      chat({ name: "durable", durable: { timeout, retention } });
    life.apply(durable("10 minutes"));

    expect(life.apply(durable("15 minutes", "1 day"))).toContain(`update aws_lambda_function.${fn}_Function`);
  });
});

describe("a change of a function's arguments", () => {
  itLives("of its architecture updates it in place", { notes: open }, (life) => {
    life.apply(chat({}));
    expect(life.apply(chat({ architecture: "arm64" }))).toEqual([`update aws_lambda_function.${fn}_Function`]);
  });

  itLives("of its VPC updates it, and the rights that it waits for", { notes: open }, (life) => {
    const inVpc = (isIn: boolean) => (stack: TerraformStack) => {
      const { id: vpcId } = new Vpc(stack, "Vpc", { cidrBlock: "10.0.0.0/16" });
      const subnet = new Subnet(stack, "Subnet", { vpcId, cidrBlock: "10.0.0.0/24" });
      const group = new SecurityGroup(stack, "Group", { name: "chat", vpcId });
      const vpc = { privateSubnets: [subnet], securityGroups: [group] };
      chat(isIn ? { vpc } : {})(stack);
    };
    life.apply(inVpc(false));
    const policy = `aws_iam_role_policy.${fn}_CreationPolicy`;
    const notes = [...open, "wildcard-resource"];
    expect(life.apply(inVpc(true), { notes })).toEqual([
      `create ${policy}`,
      `update aws_lambda_function.${fn}_Function`,
    ]);
    expect(life.apply(inVpc(false))).toEqual([`destroy ${policy}`, `update aws_lambda_function.${fn}_Function`]);
  });
});

describe("the invoke permission", () => {
  const keys = ["$disconnect", "GET /", "a b:c", "*", "a?b", "über", "a${x}%{y}"];

  itLives("admits every route key", { notes: open }, (life) => {
    const changes = life.apply(api({ ...base, ...Object.fromEntries(keys.map((key) => [key, handler])) }));
    expect(changes.filter((line) => line.includes(" aws_lambda_permission."))).toHaveLength(keys.length + 2);
  });

  itLives("names another key before the route has it", { notes: open }, (life) => {
    const keyed = (routeKey: string) => api({ ...base, chat: [handler, { transform: { route: { routeKey } } }] });
    life.apply(keyed("one"));
    expect(life.apply(keyed("two"))).toEqual([
      "replace, new one first: aws_lambda_permission.Api_Routechat_Permission",
      "update aws_apigatewayv2_route.Api_Routechat_Route",
    ]);
  });

  const seed = [{ type: "aws_lambda_function", region, attrs: { function_name: "old" }, hidden: { versions: ["1"] } }];

  itLives("goes with permission: false, and comes back", { notes: open, seed }, (life) => {
    const arn = `arn:aws:lambda:${region}:123456789012:function:old`;
    const permitted = (permission: boolean) => (stack: TerraformStack) => {
      const made = api({ ...base, chat: [arn, { permission }] })(stack);
      // In place of one that another account creates.
      new LambdaPermission(stack, "Elsewhere", {
        action: "lambda:InvokeFunction",
        functionName: "old",
        principal: "apigateway.amazonaws.com",
        sourceArn: `${made.nodes.api.executionArn}/*`,
      });
    };
    life.apply(permitted(true));

    expect(life.apply(permitted(false))).toEqual([expect.stringMatching(/^destroy aws_lambda_permission\.Api_/)]);
    expect(life.apply(permitted(true))).toEqual([expect.stringMatching(/^create aws_lambda_permission\.Api_/)]);
  });
});
