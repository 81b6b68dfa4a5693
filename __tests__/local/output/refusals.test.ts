import type { LocalApp } from "../../../lib/local/model";
import type { Values } from "../../../lib/local/output/given-values";
import { project } from "../../support/project";
import { refused, removeOutputs, served } from "../synthesized";

type Json = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, Readonly<Record<string, Json>>>>;

const id = (address: string) => `\${${address}.id}`;

/** An API with one route, as small as one can be. */
const small = {
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

/** The small API with changes: arguments are added to resources, and null takes one away. */
function output(changes: Resources = {}, more: Json = {}): string {
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

afterAll(removeOutputs);

const change = (type: string, args: Json, label = "one"): Resources => ({ [type]: { [label]: args } });
const api = (args: Json) => change("aws_apigatewayv2_api", args, "chat");
const stage = (args: Json) => change("aws_apigatewayv2_stage", args, "dev");
const route = (args: Json) => change("aws_apigatewayv2_route", args);
const integration = (args: Json) => change("aws_apigatewayv2_integration", args);
const fn = (args: Json) => change("aws_lambda_function", args);
const apiId = id("aws_apigatewayv2_api.chat");
const authorizer = (args: Json): Resources => ({
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

describe("an output", () => {
  it("is served when there is nothing wrong with it", () => {
    expect(refused(output())).toEqual([]);
    expect(refused(output(authorizer({})))).toEqual([]);
  });

  it.each<[string, Resources, RegExp]>([
    ["no API", api({ protocol_type: "HTTP" }), /There is no WebSocket API in/],
    [
      "an API from OpenAPI",
      api({ body: "{}" }),
      /aws_apigatewayv2_api.chat: "body" is set, but APIs made from OpenAPI/,
    ],
    ["several APIs in one", api({ count: 2 }), /aws_apigatewayv2_api.chat: "count" is not evaluated here/],
    [
      "several routes in one",
      route({ for_each: ["a"] }),
      /aws_apigatewayv2_route.one: "for_each" is not evaluated here/,
    ],
    [
      "a selection that AWS refuses",
      api({ route_selection_expression: "$request.header.a" }),
      /"route_selection_expression" such as/,
    ],
    ["an API that nobody can reach", api({ disable_execute_api_endpoint: true }), /leaves it without any endpoint/],
    ["no stage", stage({ api_id: "other" }), /chat: it has no stage/],
    ["no route", route({ api_id: "other" }), /chat: it has no route/],
    ["a stage without a deployment", stage({ auto_deploy: false }), /nothing is deployed to it/],
    ["a stage's name that AWS refuses", stage({ name: "my-stage" }), /as "name"; got "my-stage"/],
    ["limits that shut everybody out", stage({ default_route_settings: [{ logging_level: "INFO" }] }), /429/],
    [
      "settings of no route",
      stage({ route_settings: { route_key: "two", throttling_burst_limit: 1, throttling_rate_limit: 1 } }),
      /names no route of the API; got "two"/,
    ],
    ["a predefined route there is not", route({ route_key: "$other" }), /AWS takes no route "\$other"/],
    [
      "models",
      route({ request_models: { $default: "m" } }),
      /"request_models" is set, but templates, models and mappings are not emulated/,
    ],
    ["API keys", route({ api_key_required: true }), /API keys and usage plans are not emulated/],
    ["scopes", route({ authorization_scopes: ["a"] }), /"authorization_scopes" is set, but AWS refuses it/],
    ["auth beside $connect", route({ authorization_type: "AWS_IAM" }), /on \$connect only, not on \$default/],
    ["an authorizer that does nothing", route({ authorizer_id: "abc" }), /"authorizer_id" does nothing/],
    [
      "auth that AWS does not know",
      route({ route_key: "$connect", authorization_type: "JWT" }),
      /AWS takes "NONE", "AWS_IAM" and "CUSTOM"/,
    ],
    [
      "an authorizer that is not there",
      route({ route_key: "$connect", authorization_type: "CUSTOM", authorizer_id: "abc" }),
      /"authorizer_id" is "abc", which is no authorizer/,
    ],
    [
      "an integration that is not there",
      route({ target: "integrations/abc" }),
      /"target" is "abc", which is nothing of its API/,
    ],
    ["a mock", integration({ integration_type: "MOCK" }), /"integration_type" is "MOCK". Only "AWS_PROXY" is emulated/],
    ["a VPC link", integration({ connection_id: "abc" }), /VPC links are not emulated/],
    ["templates", integration({ request_templates: { a: "b" } }), /"request_templates" is set/],
    [
      "binary",
      integration({ content_handling_strategy: "CONVERT_TO_BINARY" }),
      /"content_handling_strategy" is "CONVERT_TO_BINARY"/,
    ],
    ["a timeout that AWS refuses", integration({ timeout_milliseconds: 30_000 }), /AWS takes 50 to 29000/],
    [
      "a function from elsewhere",
      integration({ integration_uri: "arn:aws:lambda:eu-west-1:1:function:far" }),
      /it calls arn:aws:lambda:eu-west-1:1:function:far, which no stack here makes/,
    ],
    [
      "an alias from elsewhere",
      integration({ integration_uri: "${aws_lambda_function.one.arn}:live" }),
      /it calls the alias arn:.*:live, which no stack here makes/,
    ],
    [
      "what API Gateway may not call",
      change("aws_lambda_permission", { principal: "s3.amazonaws.com" }),
      /no "aws_lambda_permission" lets API Gateway call .*\/dev\/\$default/,
    ],
    [
      "what another API may call",
      change("aws_lambda_permission", { source_arn: "arn:aws:execute-api:eu-west-1:000000000000:other/*" }),
      /no "aws_lambda_permission"/,
    ],
    [
      "what may be called for another route",
      change("aws_lambda_permission", { source_arn: "${aws_apigatewayv2_api.chat.execution_arn}/*/$connect" }),
      /no "aws_lambda_permission"/,
    ],
    ["an authorizer of tokens", authorizer({ authorizer_type: "JWT" }), /AWS takes "REQUEST" only/],
    [
      "an authorizer that keeps answers",
      authorizer({ authorizer_result_ttl_in_seconds: 0 }),
      /"authorizer_result_ttl_in_seconds" is set, but AWS refuses it/,
    ],
    [
      "an identity source of HTTP APIs",
      authorizer({ identity_sources: ["$request.header.A"] }),
      /holds "\$request.header.A"/,
    ],
    ["code in S3", fn({ filename: null, s3_bucket: "b", s3_key: "k" }), /"s3_bucket" says that the code is elsewhere/],
    [
      "an image",
      fn({ filename: null, runtime: null, handler: null, package_type: "Image", image_uri: "i" }),
      /"image_uri" says that the code is elsewhere/,
    ],
    ["a zip that is not there", fn({ filename: "none.zip" }), /there is no .*none.zip. Run "cdktf synth" again/],
    ["no zip", fn({ filename: "code/index.mjs" }), /index.mjs can't be unpacked/],
    [
      "another language",
      fn({ runtime: "python3.13" }),
      /"runtime" is "python3.13". Only functions for Node.js run here/,
    ],
    ["a handler that is not there", fn({ handler: "main.handler" }), /its code holds no main.mjs, main.cjs or main.js/],
    ["a file system", fn({ file_system_config: [{ arn: "a" }] }), /"file_system_config" mounts a file system/],
    [
      "what Terraform can't evaluate",
      fn({ function_name: "${aws_lambda_function.two.function_name}" }),
      /there is no aws_lambda_function.two/,
    ],
    ["what refers to itself", fn({ function_name: "${aws_lambda_function.one.function_name}" }), /refers to itself/],
    [
      "a variable that Terraform can't evaluate",
      fn({ environment: { variables: { A: "${[1][2]}" } } }),
      /The variable A of the function .* can't be evaluated/,
    ],
    [
      "what can't be read",
      fn({ environment: { variables: { A: "${[for a in b : a" } } }),
      /The variable A .* can't be known here/,
    ],
  ])("is refused for %s", (_, changes, problem) => {
    expect(refused(output(changes))).toContainEqual(expect.stringMatching(problem));
  });

  it("is refused for a route that is there twice", () => {
    const two = { api_id: apiId, route_key: "$default" };
    expect(refused(output(change("aws_apigatewayv2_route", two, "two")))).toContainEqual(
      expect.stringContaining('its API has the route "$default" twice'),
    );
  });

  it("is refused for clients' certificates on its domain", () => {
    const changes = {
      aws_apigatewayv2_domain_name: {
        d: { domain_name: "a.example.com", mutual_tls_authentication: { truststore_uri: "s3://a" } },
      },
      aws_apigatewayv2_api_mapping: {
        m: { api_id: apiId, domain_name: id("aws_apigatewayv2_domain_name.d"), stage: "dev" },
      },
    };
    expect(refused(output(changes))).toContainEqual(
      expect.stringContaining("certificates of clients are not emulated"),
    );
  });

  it("is refused for all of that at once", () => {
    const problems = refused(
      output({ ...stage({ auto_deploy: false }), ...integration({ connection_id: "a" }), ...fn({ runtime: "go1.x" }) }),
    );
    expect(problems).toHaveLength(3);
  });

  it("says so when it is not there", () => {
    expect(refused("/nowhere")).toEqual(['There is no /nowhere/manifest.json. Run "cdktf synth" first.']);
  });
});

describe("what differs here", () => {
  const notices = (changes: Resources): LocalApp["notices"] => served(output(changes)).notices;

  it.each<[string, Resources, RegExp]>([
    ["a role that is not there", {}, /not held against its role, because its role is not in the synthesized output/],
    ["another Node.js", fn({ runtime: "nodejs18.x" }), /Functions for nodejs18.x run on Node.js \d+/],
    ["layers", fn({ layers: ["arn"] }), /its layers are not there/],
    [
      "another kind of API",
      change("aws_apigatewayv2_api", { name: "http", protocol_type: "HTTP" }, "http"),
      /aws_apigatewayv2_api.http is no WebSocket API/,
    ],
  ])("is said: %s", (_, changes, notice) => {
    expect(notices(changes)).toContainEqual(expect.stringMatching(notice));
  });

  const roleWith = (more: Resources): Resources => ({
    aws_iam_role: { role: { name: "role", assume_role_policy: "{}" } },
    ...fn({ role: "${aws_iam_role.role.arn}" }),
    ...more,
  });

  it.each<[string, Resources, RegExp]>([
    [
      "a policy of AWS's that is not known",
      { aws_iam_role_policy_attachment: { a: { role: "role", policy_arn: "arn:aws:iam::aws:policy/Other" } } },
      /because the policy of aws_iam_role_policy_attachment.a is not in the synthesized output/,
    ],
    [
      "a policy of a role's that is all unknown",
      { aws_iam_role_policy: { a: { role: "role", policy: "${data.aws_iam_policy_document.elsewhere.json}" } } },
      /because the policy of aws_iam_role_policy.a can't be read/,
    ],
    [
      "a boundary",
      { aws_iam_role: { role: { name: "role", permissions_boundary: "arn" } } },
      /its boundary is not held/,
    ],
  ])("is said: %s", (_, more, notice) => {
    expect(notices(roleWith(more))).toContainEqual(expect.stringMatching(notice));
  });

  it("is not what a role may do to the API: what that hangs on has to be given", () => {
    const Resource = "arn:aws:execute-api:eu-west-1:000000000000:${aws_ssm_parameter.api.value}/*";
    const Statement = [{ Effect: "Allow", Action: ["execute-api:*"], Resource }];
    const policy = { role: "role", policy: JSON.stringify({ Statement }) };
    const parameter = { aws_ssm_parameter: { api: { name: "/api", type: "String" } } };
    const dir = output(roleWith({ ...parameter, aws_iam_role_policy: { a: policy } }));
    expect(refused(dir)[0]).toBe(
      "What aws_iam_role.role is allowed can't be known here: it needs aws_ssm_parameter.api.value.",
    );
    const values: Values = { "aws_ssm_parameter.api.value": "abc" };
    expect(served(dir, { values }).functions[0]?.permissions?.[0]?.resources).toEqual([
      "arn:aws:execute-api:eu-west-1:000000000000:abc/*",
    ]);
  });
});
