import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "cdktf-apigateway-websocket";
import { itLives, region } from "./life";
import { api, base, open, ownFunction } from "./routes-table";

describe("a change of a handler's form", () => {
  const made = (stack: TerraformStack, id = "Made") => new aws.Function(stack, id, { handler: "src/chat.handler" });
  const notes = open;

  itLives("moves the route to the other function before the first one goes", { notes }, (life) => {
    life.apply((stack) => {
      made(stack);
      api({ ...base, chat: "src/chat.handler" })(stack);
    });

    const toFunction = life.apply((stack) => api({ ...base, chat: made(stack) })(stack));
    expect(toFunction).toEqual([
      "create aws_apigatewayv2_integration.Api_FunctionMade_Function_Integration",
      "create aws_lambda_permission.Api_FunctionMade_Function_Permission",
      ...ownFunction("destroy", "Routechat").filter((line) => !line.includes("v2_route.")),
      "update aws_apigatewayv2_route.Api_Routechat_Route",
    ]);

    const toPath = life.apply((stack) => {
      made(stack);
      api({ ...base, chat: "src/chat.handler" })(stack);
    });
    expect(toPath).toEqual([
      ...ownFunction("create", "Routechat").filter((line) => !line.includes("v2_route.")),
      "destroy aws_apigatewayv2_integration.Api_FunctionMade_Function_Integration",
      "destroy aws_lambda_permission.Api_FunctionMade_Function_Permission",
      "update aws_apigatewayv2_route.Api_Routechat_Route",
    ]);
  });

  itLives("adds routes to a shared function and takes them away again", { notes }, (life) => {
    const target = "Api_FunctionMade_Function";
    life.apply((stack) => api({ ...base, one: made(stack) })(stack));

    const second = life.apply((stack) => {
      const fn = made(stack);
      api({ ...base, one: fn, two: fn })(stack);
    });
    expect(second).toEqual(["create aws_apigatewayv2_route.Api_Routetwo_Route"]);

    const first = life.apply((stack) => api({ ...base, two: made(stack) })(stack));
    expect(first).toEqual(["destroy aws_apigatewayv2_route.Api_Routeone_Route"]);

    const byArn = life.apply((stack) => api({ ...base, two: made(stack).arn })(stack));
    expect(byArn.filter((line) => line.startsWith("destroy") || line.includes(`integration.${target}`))).toEqual([]);

    const none = life.apply((stack) => {
      made(stack);
      api(base)(stack);
    });
    expect(none).toEqual([
      `destroy aws_apigatewayv2_integration.${target}_Integration`,
      "destroy aws_apigatewayv2_route.Api_Routetwo_Route",
      `destroy aws_lambda_permission.${target}_Permission`,
    ]);
  });

  const name = { function_name: "old" };
  const seed = [
    { type: "aws_lambda_function", region, attrs: name, hidden: { versions: ["1"] } },
    { type: "aws_lambda_alias", region, attrs: { ...name, name: "live", function_version: "1" } },
  ];

  itLives("takes a function that is there, and another alias of it", { notes, seed }, (life) => {
    const arn = `arn:aws:lambda:${region}:123456789012:function:old`;
    life.apply(api({ ...base, chat: "src/chat.handler" }));

    const toArn = life.apply(api({ ...base, chat: arn }));
    expect(toArn).toContain("update aws_apigatewayv2_route.Api_Routechat_Route");
    expect(toArn.filter((line) => line.startsWith("create"))).toHaveLength(2);

    const toAlias = life.apply(api({ ...base, chat: `${arn}:live` }));
    expect(toAlias).toContain("update aws_apigatewayv2_route.Api_Routechat_Route");
    expect(toAlias).toHaveLength(5);

    const toPath = life.apply(api({ ...base, chat: "src/chat.handler" }));
    expect(toPath).toContain("update aws_apigatewayv2_route.Api_Routechat_Route");
    expect(toPath.filter((line) => line.startsWith("create"))).toHaveLength(6);
  });

  itLives("gives a function another name", { notes }, (life) => {
    life.apply(api({ ...base, chat: { handler: "src/chat.handler", name: "one" } }));

    const changes = life.apply(api({ ...base, chat: { handler: "src/chat.handler", name: "two" } }));

    expect(changes).toEqual([
      "replace, new one first: aws_cloudwatch_log_group.Api_Routechat_Handler_LogGroup",
      "replace, new one first: aws_lambda_function.Api_Routechat_Handler_Function",
      "replace, new one first: aws_lambda_permission.Api_Routechat_Permission",
      "update aws_apigatewayv2_integration.Api_Routechat_Integration",
      "update aws_iam_role_policy.Api_Routechat_Handler_Policy",
    ]);
  });

  itLives("of its log leaves the function", { notes }, (life) => {
    const logging = (setting?: FunctionArgs["logging"]) =>
      api({ ...base, chat: { handler: "src/chat.handler", logging: setting } });
    const fn = "Api_Routechat_Handler";
    life.apply(logging());

    const off = life.apply(logging(false), { notes: [...notes, "function-cannot-log", "log-group-unmanaged"] });
    expect(off).toEqual([
      `destroy aws_cloudwatch_log_group.${fn}_LogGroup`,
      `destroy aws_iam_role_policy.${fn}_Policy`,
      `update aws_lambda_function.${fn}_Function`,
    ]);

    const elsewhere = life.apply(logging({ logGroup: "/shop/all", format: "json" }), {
      notes: [...notes, "log-group-unmanaged"],
    });
    expect(elsewhere).toEqual([`create aws_iam_role_policy.${fn}_Policy`, `update aws_lambda_function.${fn}_Function`]);

    const own = life.apply(logging({ retention: "1 day" }));
    expect(own).toEqual([
      `create aws_cloudwatch_log_group.${fn}_LogGroup`,
      `update aws_iam_role_policy.${fn}_Policy`,
      `update aws_lambda_function.${fn}_Function`,
    ]);
  });
});
