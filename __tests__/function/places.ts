import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";

type Place = (stack: TerraformStack, args: FunctionArgs) => aws.Function;

const given = "arn:aws:lambda:eu-west-1:123456789012:function:given";

/** Each place that takes the arguments of a function, with the function that it creates. */
export const places: Readonly<Record<string, Place>> = {
  "aws.Function": (stack, args) => new aws.Function(stack, "Fn", args),
  "the handler of a route": (stack, args) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    return api.route("$default", args).nodes.function as aws.Function;
  },
  "the function of an authorizer": (stack, args) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    // A ready directory has no adapter.
    const native = args.bundle === undefined ? {} : ({ payload: "1.0", response: "iam" } as const);
    const users = api.addAuthorizer("users", { lambda: { function: args, ...native } });
    api.route("$connect", given, { auth: { lambda: users.id } });
    return users.nodes.function as aws.Function;
  },
  "transform.route.handler": (stack, { handler, ...args }) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { handler: args } } });
    return api.route("$default", handler).nodes.function as aws.Function;
  },
};
