import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn, TerraformOutput, type TerraformStack } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
import { itLives, region } from "./life";

const trust = (service: string) =>
  Fn.jsonencode({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

const accounts = (changes: readonly string[]) => changes.filter((line) => line.includes("aws_api_gateway_account."));

describe("an API", () => {
  itLives("needs a single route", { notes: ["no-connect", "no-connections-policy"] }, (life) => {
    const changes = life.apply((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Api");
      api.route("$default", "src/default.handler");
      new TerraformOutput(stack, "url", { value: api.url, staticId: true });
      new TerraformOutput(stack, "managementEndpoint", { value: api.managementEndpoint, staticId: true });
      new TerraformOutput(stack, "connectArn", { value: api.connectArn, staticId: true });
    });

    expect(changes).toEqual([
      "create aws_api_gateway_account.ApiGatewayAccount",
      "create aws_apigatewayv2_api.Api",
      "create aws_apigatewayv2_integration.Api_Routedefault_Integration",
      "create aws_apigatewayv2_route.Api_Routedefault_Route",
      "create aws_apigatewayv2_stage.Api_Stage",
      "create aws_cloudwatch_log_group.Api_AccessLog",
      "create aws_cloudwatch_log_group.Api_Routedefault_Handler_LogGroup",
      "create aws_iam_role.ApiGatewayAccount_Role",
      "create aws_iam_role.Api_Routedefault_Handler_Role",
      "create aws_iam_role_policy.Api_Routedefault_Handler_Policy",
      "create aws_iam_role_policy_attachment.ApiGatewayAccount_Policy",
      "create aws_lambda_function.Api_Routedefault_Handler_Function",
      "create aws_lambda_permission.Api_Routedefault_Permission",
    ]);
    const { url, managementEndpoint, connectArn } = life.output();
    expect(url).toMatch(/^wss:\/\/[a-z0-9]+\.execute-api\.eu-west-1\.amazonaws\.com\/\$default$/);
    expect(managementEndpoint).toBe(String(url).replace("wss://", "https://"));
    expect(connectArn).toMatch(/^arn:aws:execute-api:eu-west-1:\d{12}:[a-z0-9]+\/\$default\/\$connect$/);
  });

  itLives("asks for IAM where clients connect, and lets its functions know it", {}, (life) => {
    life.apply((stack) => {
      const first = new SsmParameter(stack, "First", { name: "first", type: "String", value: "1" });
      const transform = { stage: { name: "prod" } };
      const api = new aws.ApiGatewayWebSocket(stack, "Api", { transform }, { dependsOn: [first] });
      const permissions = [
        {
          actions: ["execute-api:ManageConnections"],
          resources: [`${api.nodes.api.executionArn}/*/*/@connections/*`],
          conditions: [
            { test: "StringEquals", variable: "aws:RequestedRegion", values: [region] },
            { test: "StringNotLike", variable: "aws:userid", values: ["${aws:username}*"] },
          ],
        },
        { effect: "deny" as const, actions: ["sqs:*"], resources: ["arn:aws:sqs:*:*:*"] },
      ];
      const environment = { URL: api.url, ENDPOINT: api.managementEndpoint };
      const auth = { iam: true };
      api.route("sendMessage", { handler: "src/chat.handler", environment, permissions }, { auth, reply: true });
      api.route("$default", "src/default.handler", { auth });
      api.route(
        "shared",
        new aws.Function(stack, "Shared", { handler: "src/chat.handler", environment, permissions }),
        { auth },
      );
      api.route("$disconnect", "src/disconnect.handler");
      api.route("$connect", { handler: "src/connect.handler", permissions }, { auth });
      const client = new IamRole(stack, "Client", { name: "client", assumeRolePolicy: trust("ec2.amazonaws.com") });
      new IamRolePolicy(stack, "MayConnect", {
        name: "connect",
        role: client.name,
        policy: Fn.jsonencode({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: ["execute-api:Invoke"], Resource: [api.connectArn] }],
        }),
      });
    });
  });

  itLives("leaves the account alone without logs", { notes: ["open-connect", "no-connections-policy"] }, (life) => {
    const changes = life.apply((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Api", { accessLog: false });
      api.route("$connect", "src/connect.handler");
      api.route("$default", "src/default.handler");
    });

    expect(accounts(changes)).toEqual([]);
  });

  const settings = { throttlingBurstLimit: 5000, throttlingRateLimit: 10000 };

  // With the one thing and the other, because execution logs need the role as much.
  const logging = (stack: TerraformStack, id: string, account: "existing" | { roleArn: string }) => {
    const api = new aws.ApiGatewayWebSocket(stack, id, {
      account,
      transform: {
        stage: {
          name: "live",
          description: "100 % live, $${not} Terraform's",
          defaultRouteSettings: {
            ...settings,
            loggingLevel: "INFO",
            dataTraceEnabled: true,
            detailedMetricsEnabled: true,
          },
          routeSettings: [{ ...settings, routeKey: "chat", loggingLevel: "ERROR", throttlingRateLimit: 5 }],
        },
      },
    });
    api.route("$default", "src/default.handler");
    api.route("chat", "src/chat.handler");
  };

  const roleArn = "arn:aws:iam::123456789012:role/logs";
  const service = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  const seed = [
    {
      type: "aws_iam_role",
      attrs: {
        name: "logs",
        arn: roleArn,
        managed_policy_arns: [service],
        assume_role_policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        }),
      },
    },
    { type: "aws_api_gateway_account", region, attrs: { cloudwatch_role_arn: roleArn } },
  ];
  const notes = ["no-connect", "no-connections-policy"];

  itLives("logs with the role that the account has", { notes, seed }, (life) => {
    const changes = life.apply((stack) => logging(stack, "Api", "existing"));

    expect(accounts(changes)).toEqual([]);
  });

  itLives("logs with a role made elsewhere", { notes }, (life) => {
    const changes = life.apply((stack) => {
      const role = new IamRole(stack, "Logs", {
        name: "logs",
        assumeRolePolicy: trust("apigateway.amazonaws.com"),
        managedPolicyArns: [service],
      });
      logging(stack, "Api", { roleArn: role.arn });
    });

    expect(accounts(changes)).toHaveLength(1);
  });

  itLives(
    "shares the account and a function with another of its stack",
    { notes: ["no-connect", "no-connections-policy"] },
    (life) => {
      const changes = life.apply((stack) => {
        const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler" });
        for (const id of ["One", "Two"]) {
          const api = new aws.ApiGatewayWebSocket(stack, id, {
            transform: { api: { routeSelectionExpression: "${request.body.type}" } },
          });
          api.route("$default", fn);
          api.route("chat", fn, { reply: true });
          api.route("a/b", "src/chat.handler");
          api.route("a--b", "src/chat.handler");
        }
      });

      expect(accounts(changes)).toHaveLength(1);
      expect(changes.filter((line) => line.includes("aws_lambda_permission."))).toHaveLength(6);
    },
  );
});
