import { project } from "../../support/project";

export type Json = Readonly<Record<string, unknown>>;
export type Resources = Readonly<Record<string, Readonly<Record<string, Json>>>>;

export const id = (address: string) => `\${${address}.id}`;

/** A minimal API with one route. */
export const small = {
  aws_apigatewayv2_api: {
    chat: { name: "chat", protocol_type: "WEBSOCKET", route_selection_expression: "$request.body.action" },
  },
  aws_apigatewayv2_stage: { dev: { api_id: id("aws_apigatewayv2_api.chat"), name: "dev", auto_deploy: true } },
  aws_apigatewayv2_route: {
    one: {
      api_id: id("aws_apigatewayv2_api.chat"),
      route_key: "$default",
      target: `integrations/${id("aws_apigatewayv2_integration.one")}`,
    },
  },
  aws_apigatewayv2_integration: {
    one: {
      api_id: id("aws_apigatewayv2_api.chat"),
      integration_type: "AWS_PROXY",
      integration_uri: "${aws_lambda_function.one.invoke_arn}",
    },
  },
  aws_lambda_function: {
    one: {
      function_name: "one",
      role: "arn:aws:iam::000000000000:role/elsewhere",
      runtime: "nodejs22.x",
      handler: "index.handler",
      filename: "${data.archive_file.code.output_path}",
    },
  },
  aws_lambda_permission: {
    one: {
      action: "lambda:InvokeFunction",
      function_name: "one",
      principal: "apigateway.amazonaws.com",
      source_arn: "${aws_apigatewayv2_api.chat.execution_arn}/*",
    },
  },
} satisfies Resources;

const archive = { code: { type: "zip", source_dir: "code", output_path: "code.zip" } };

/** The minimal API with changes. Arguments are added to resources; null removes an argument. */
export function output(changes: Resources = {}, more: Json = {}): string {
  const resource: Record<string, Record<string, Json>> = structuredClone(small);
  for (const [type, labels] of Object.entries(changes))
    for (const [label, args] of Object.entries(labels)) {
      resource[type] ??= {};
      const all = { ...resource[type][label], ...args };
      resource[type][label] = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    }
  const provider = { aws: [{ region: "eu-west-1" }] };
  const manifest = { stacks: { raw: { name: "raw", synthesizedStackPath: "stacks/raw/cdk.tf.json" } } };
  const root = project({
    "out/manifest.json": JSON.stringify(manifest),
    "out/stacks/raw/cdk.tf.json": JSON.stringify({ provider, resource, data: { archive_file: archive }, ...more }),
    "out/stacks/raw/code/index.mjs": "export const handler = async () => {};\n",
  });
  return `${root}/out`;
}

export const change = (type: string, args: Json, label = "one"): Resources => ({ [type]: { [label]: args } });
export const api = (args: Json) => change("aws_apigatewayv2_api", args, "chat");
export const stage = (args: Json) => change("aws_apigatewayv2_stage", args, "dev");
export const route = (args: Json) => change("aws_apigatewayv2_route", args);
export const integration = (args: Json) => change("aws_apigatewayv2_integration", args);
export const fn = (args: Json) => change("aws_lambda_function", args);
export const apiId = id("aws_apigatewayv2_api.chat");
export const authorizer = (args: Json): Resources => ({
  ...change("aws_apigatewayv2_authorizer", {
    api_id: apiId,
    name: "users",
    authorizer_type: "REQUEST",
    authorizer_uri: "${aws_lambda_function.one.invoke_arn}",
    ...args,
  }),
  ...route({
    route_key: "$connect",
    authorization_type: "CUSTOM",
    authorizer_id: id("aws_apigatewayv2_authorizer.one"),
  }),
});
