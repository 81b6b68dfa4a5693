import type { TerraformStack } from "cdktf";
import {
  type ApiGatewayWebSocketArgs,
  type ApiGatewayWebSocketRouteArgs,
  aws,
  type RouteHandler,
} from "cdktf-apigateway-websocket";

export type Route = RouteHandler | [handler: RouteHandler, args: ApiGatewayWebSocketRouteArgs];

/** An API from a table of its routes, to set the states of a life side by side. */
export function api(routes: Readonly<Record<string, Route>>, args?: ApiGatewayWebSocketArgs, id = "Api") {
  return (stack: TerraformStack) => {
    const made = new aws.ApiGatewayWebSocket(stack, id, args);
    for (const [key, route] of Object.entries(routes)) {
      const [handler, routeArgs] = Array.isArray(route) ? route : [route, undefined];
      made.route(key, handler, routeArgs);
    }
    return made;
  };
}

/** What a function of its own brings along with its route. */
export function ownFunction(verb: string, id: string, apiId = "Api"): string[] {
  return [
    `${verb} aws_apigatewayv2_integration.${apiId}_${id}_Integration`,
    `${verb} aws_apigatewayv2_route.${apiId}_${id}_Route`,
    `${verb} aws_cloudwatch_log_group.${apiId}_${id}_Handler_LogGroup`,
    `${verb} aws_iam_role.${apiId}_${id}_Handler_Role`,
    `${verb} aws_iam_role_policy.${apiId}_${id}_Handler_Policy`,
    `${verb} aws_lambda_function.${apiId}_${id}_Handler_Function`,
    `${verb} aws_lambda_permission.${apiId}_${id}_Permission`,
  ];
}

export const open = ["no-connections-policy", "open-connect"];
export const base = { $connect: "src/connect.handler", $default: "src/default.handler" };
