import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { TerraformStack } from "cdktf";
import type { ApiGatewayWebSocketArgs } from "cdktf-apigateway-websocket";
import { itLives } from "./life";
import { api, base, open, ownFunction, type Route } from "./routes-table";

describe("a change", () => {
  itLives("of routes and of what is behind them touches nothing else", { notes: open }, (life) => {
    life.apply(api(base));

    const added = life.apply(api({ chat: "src/chat.handler", ...base }));
    expect(added).toEqual(ownFunction("create", "Routechat"));

    const declaredElsewhere = life.apply(api({ ...base, chat: "src/chat.handler" }));
    expect(declaredElsewhere).toEqual([]);

    life.write("src/chat.ts", "export const handler = async () => ({ statusCode: 200, body: 'changed' });\n");
    const code = life.apply(api({ ...base, chat: "src/chat.handler" }));
    expect(code).toEqual(["update aws_lambda_function.Api_Routechat_Handler_Function"]);

    const chat = {
      handler: "src/chat.handler",
      memory: "2 GB",
      timeout: "9 seconds",
      environment: { A1: "1" },
    } as const;
    const options = life.apply(api({ ...base, chat }));
    expect(options).toEqual(["update aws_lambda_function.Api_Routechat_Handler_Function"]);

    const format = life.apply(api({ ...base, chat: { ...chat, nodejs: { format: "cjs" } } }));
    expect(format).toEqual(["update aws_lambda_function.Api_Routechat_Handler_Function"]);

    const ready = life.apply(api({ ...base, chat: { ...chat, handler: "index.handler", bundle: "ready" } }));
    expect(ready).toEqual(["update aws_lambda_function.Api_Routechat_Handler_Function"]);

    const removed = life.apply(api(base));
    expect(removed).toEqual(ownFunction("destroy", "Routechat"));
  });

  itLives("of reply or of auth updates the route", { notes: open }, (life) => {
    life.apply(api(base));

    const guarded = { $connect: ["src/connect.handler", { auth: { iam: true } }] as Route };
    const on = life.apply(
      api({ ...base, ...guarded, $default: ["src/default.handler", { reply: true, auth: { iam: true } }] }),
      {
        notes: ["no-connections-policy"],
      },
    );
    expect(on).toEqual([
      "create aws_apigatewayv2_route_response.Api_Routedefault_RouteResponse",
      "update aws_apigatewayv2_route.Api_Routeconnect_Route",
      "update aws_apigatewayv2_route.Api_Routedefault_Route",
    ]);

    const off = life.apply(api(base));
    expect(off).toEqual([
      "destroy aws_apigatewayv2_route_response.Api_Routedefault_RouteResponse",
      "update aws_apigatewayv2_route.Api_Routeconnect_Route",
      "update aws_apigatewayv2_route.Api_Routedefault_Route",
    ]);
  });

  itLives("of the access log updates the stage", { notes: open }, (life) => {
    life.apply(api(base));

    const log = [
      "aws_api_gateway_account.ApiGatewayAccount",
      "aws_cloudwatch_log_group.Api_AccessLog",
      "aws_iam_role.ApiGatewayAccount_Role",
      "aws_iam_role_policy_attachment.ApiGatewayAccount_Policy",
    ];
    const off = life.apply(api(base, { accessLog: false }));
    expect(off).toEqual([...log.map((name) => `destroy ${name}`), "update aws_apigatewayv2_stage.Api_Stage"]);

    const on = life.apply(api(base, { accessLog: { retention: "1 week", format: "$context.requestId" } }));
    expect(on).toEqual([...log.map((name) => `create ${name}`), "update aws_apigatewayv2_stage.Api_Stage"]);

    const other = life.apply(
      api(base, { accessLog: { retention: "2 weeks", format: "$context.requestId $context.routeKey" } }),
    );
    expect(other).toEqual(["update aws_apigatewayv2_stage.Api_Stage", "update aws_cloudwatch_log_group.Api_AccessLog"]);
  });

  itLives(
    "of the stage's name makes the new stage first, and tells the functions",
    { notes: ["open-connect"] },
    (life) => {
      const linked = (name?: string) => (stack: TerraformStack) => {
        const made = api(
          { $connect: "src/connect.handler" },
          name === undefined ? {} : { transform: { stage: { name } } },
        )(stack);
        made.route("$default", {
          handler: "src/default.handler",
          environment: { ENDPOINT: made.managementEndpoint },
          permissions: [
            {
              actions: ["execute-api:ManageConnections"],
              resources: [`${made.nodes.api.executionArn}/${name ?? "$default"}/POST/@connections/*`],
            },
          ],
        });
      };
      const changes = [
        "replace, new one first: aws_apigatewayv2_stage.Api_Stage",
        "update aws_iam_role_policy.Api_Routedefault_Handler_Policy",
        "update aws_lambda_function.Api_Routedefault_Handler_Function",
      ];
      life.apply(linked());

      expect(life.apply(linked("prod"))).toEqual(changes);
      expect(life.apply(linked())).toEqual(changes);
    },
  );

  itLives("that takes the API away leaves the rest", {}, (life) => {
    const rest = (stack: TerraformStack) =>
      void new SsmParameter(stack, "Rest", { name: "rest", type: "String", value: "1" });
    life.apply(
      (stack) => {
        rest(stack);
        api(base)(stack);
      },
      { notes: open },
    );

    const changes = life.apply(rest);

    expect(changes).toHaveLength(2 * 7 + 6);
    expect(changes.filter((line) => !line.startsWith("destroy"))).toEqual([]);
  });

  itLives("of what a stage waits for finds its order", { notes: open }, (life) => {
    const limits = { throttlingBurstLimit: 5, throttlingRateLimit: 5 };
    const limited = (keys: readonly string[]): ApiGatewayWebSocketArgs => ({
      transform: { stage: { routeSettings: keys.map((routeKey) => ({ ...limits, routeKey })) } },
    });
    const chat = "src/chat.handler";
    life.apply(api(base));

    const both = life.apply(api({ ...base, chat: [chat, { reply: true }] }, limited(["chat", "$default"])));
    expect(both).toEqual(
      [
        ...ownFunction("create", "Routechat"),
        "create aws_apigatewayv2_route_response.Api_Routechat_RouteResponse",
        "update aws_apigatewayv2_stage.Api_Stage",
      ].sort(),
    );

    const neither = life.apply(api(base, limited(["$default"])));
    expect(neither).toEqual(
      [
        ...ownFunction("destroy", "Routechat"),
        "destroy aws_apigatewayv2_route_response.Api_Routechat_RouteResponse",
        "update aws_apigatewayv2_stage.Api_Stage",
      ].sort(),
    );

    const role = "arn:aws:iam::123456789012:role/logs";
    const made = (stack: TerraformStack) =>
      new IamRole(stack, "Logs", {
        name: "logs",
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        }),
        managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"],
      });
    life.apply((stack) => {
      made(stack);
      api(base)(stack);
    });
    const roleArn = life.apply((stack) => {
      made(stack);
      api(base, { account: { roleArn: role } })(stack);
    });
    expect(roleArn).toEqual([
      "destroy aws_iam_role.ApiGatewayAccount_Role",
      "destroy aws_iam_role_policy_attachment.ApiGatewayAccount_Policy",
      "update aws_api_gateway_account.ApiGatewayAccount",
    ]);
    const back = life.apply(api(base));
    expect(back).toEqual([
      "create aws_iam_role.ApiGatewayAccount_Role",
      "create aws_iam_role_policy_attachment.ApiGatewayAccount_Policy",
      "destroy aws_iam_role.Logs",
      "update aws_api_gateway_account.ApiGatewayAccount",
    ]);
  });

  itLives("of an API's name or place is a new API", { notes: open }, (life) => {
    life.apply(api(base));

    const renamed = life.apply((stack) => api(base, {}, "Other")(stack));
    expect(renamed.filter((line) => line.startsWith("create"))).toHaveLength(2 * 7 + 3);
    expect(renamed.filter((line) => line.startsWith("destroy"))).toHaveLength(2 * 7 + 3);
    expect(renamed).toHaveLength(2 * (2 * 7 + 3));

    const far = life.apply((stack) => api(base, { transform: { api: { region: "us-east-1" } } }, "Other")(stack));
    expect(far.filter((line) => /^(update|replace) aws_iam_role\./.test(line))).toEqual([]);
    expect(far.filter((line) => line.startsWith("replace"))).toHaveLength(13);
  });
});
