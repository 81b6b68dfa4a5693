import { readFileSync, writeFileSync } from "node:fs";
import type { LocalApp } from "../../../lib/local/model";
import type { Values } from "../../../lib/local/output/given-values";
import { refused, removeOutputs, served } from "../synthesized";
import {
  api,
  apiId,
  authorizer,
  change,
  fn,
  id,
  integration,
  output,
  type Resources,
  route,
  stage,
} from "./raw-output";

afterAll(removeOutputs);

describe("an output", () => {
  const other = change("aws_apigatewayv2_api", { name: "other", protocol_type: "HTTP" }, "other");

  it("is served if it has no problem", () => {
    expect(refused(output())).toEqual([]);
    expect(refused(output(authorizer({})))).toEqual([]);
  });

  it.each<[string, Resources, RegExp]>([
    ["no API", api({ protocol_type: "HTTP" }), /contains no WebSocket API/],
    [
      "an API from OpenAPI",
      api({ body: "{}" }),
      /aws_apigatewayv2_api.chat: "body" is set, but OpenAPI definitions are not emulated/,
    ],
    [
      "a resource of the library, by its construct path",
      api({ body: "{}", "//": "chat-dev/Chat/Api" }),
      /^chat-dev\/Chat\/Api: "body" is set/,
    ],
    [
      "another resource, by the construct path in cdktf's metadata",
      api({ body: "{}", "//": { metadata: { path: "chat-dev/Own", uniqueId: "Own" } } }),
      /^chat-dev\/Own: "body" is set/,
    ],
    ["several APIs in one", api({ count: 2 }), /aws_apigatewayv2_api.chat: "count" is not supported/],
    ["several routes in one", route({ for_each: ["a"] }), /aws_apigatewayv2_route.one: "for_each" is not supported/],
    [
      "a selection expression that AWS rejects",
      api({ route_selection_expression: "$request.header.a" }),
      /"route_selection_expression" must have the form/,
    ],
    ["an API without an endpoint", api({ disable_execute_api_endpoint: true }), /but the API has no custom domain/],
    ["no stage", { ...other, ...stage({ api_id: id("aws_apigatewayv2_api.other") }) }, /chat: the API has no stage/],
    ["no route", { ...other, ...route({ api_id: id("aws_apigatewayv2_api.other") }) }, /chat: the API has no route/],
    ["a stage without a deployment", stage({ auto_deploy: false }), /the stage has no deployment/],
    ["a stage's name that AWS rejects", stage({ name: "my-stage" }), /"name" must be .*; got "my-stage"/],
    ["limits that reject every client", stage({ default_route_settings: [{ logging_level: "INFO" }] }), /429/],
    [
      "settings of a missing route",
      stage({ route_settings: { route_key: "two", throttling_burst_limit: 1, throttling_rate_limit: 1 } }),
      /"route_key" must be the key of one of the API's routes: .+; got "two"\. Add the route/,
    ],
    ["an unknown predefined route", route({ route_key: "$other" }), /"route_key" may start with .*; got "\$other"/],
    [
      "models",
      route({ request_models: { $default: "m" } }),
      /"request_models" is set, but templates, models and mappings are not emulated/,
    ],
    ["API keys", route({ api_key_required: true }), /API keys and usage plans are not emulated/],
    ["scopes", route({ authorization_scopes: ["a"] }), /"authorization_scopes" is set, but AWS rejects it/],
    ["auth on another route than $connect", route({ authorization_type: "AWS_IAM" }), /must be "NONE" on \$default/],
    ["an authorizer without effect", route({ authorizer_id: "abc" }), /"authorizer_id" has no effect/],
    [
      "an unknown authorization type",
      route({ route_key: "$connect", authorization_type: "JWT" }),
      /"authorization_type" must be "NONE", "AWS_IAM" or "CUSTOM"; got "JWT"/,
    ],
    [
      "a missing authorizer",
      route({ route_key: "$connect", authorization_type: "CUSTOM", authorizer_id: "abc" }),
      /"authorizer_id" must be the id of a supported authorizer of its API; got "abc"/,
    ],
    [
      "a missing integration",
      route({ target: "integrations/abc" }),
      /"target" must be the id of a resource of its API; got "abc"/,
    ],
    ["a mock", integration({ integration_type: "MOCK" }), /"integration_type" must be "AWS_PROXY" .*; got "MOCK"/],
    ["a VPC link", integration({ connection_id: "abc" }), /VPC links are not emulated/],
    ["templates", integration({ request_templates: { a: "b" } }), /"request_templates" is set/],
    [
      "binary content",
      integration({ content_handling_strategy: "CONVERT_TO_BINARY" }),
      /"content_handling_strategy" must be "CONVERT_TO_TEXT" .*; got "CONVERT_TO_BINARY"/,
    ],
    [
      "a timeout that AWS rejects",
      integration({ timeout_milliseconds: 30_000 }),
      /must be from 50 to 29000; got 30000/,
    ],
    [
      "a function of another app",
      integration({ integration_uri: "arn:aws:lambda:eu-west-1:1:function:far" }),
      /it calls arn:aws:lambda:eu-west-1:1:function:far, which no stack of this app creates/,
    ],
    [
      "an alias of another app",
      integration({ integration_uri: "${aws_lambda_function.one.arn}:live" }),
      /it calls the alias arn:.*:live, which no stack of this app creates/,
    ],
    [
      "a function without an invoke permission",
      change("aws_lambda_permission", { principal: "s3.amazonaws.com" }),
      /no "aws_lambda_permission" allows API Gateway to call .*\/dev\/\$default/,
    ],
    [
      "an invoke permission for another API",
      change("aws_lambda_permission", { source_arn: "arn:aws:execute-api:eu-west-1:000000000000:other/*" }),
      /no "aws_lambda_permission"/,
    ],
    [
      "an invoke permission for another route",
      change("aws_lambda_permission", { source_arn: "${aws_apigatewayv2_api.chat.execution_arn}/*/$connect" }),
      /no "aws_lambda_permission"/,
    ],
    ["a JWT authorizer", authorizer({ authorizer_type: "JWT" }), /"authorizer_type" must be "REQUEST" .*; got "JWT"/],
    [
      "an authorizer that caches answers",
      authorizer({ authorizer_result_ttl_in_seconds: 0 }),
      /"authorizer_result_ttl_in_seconds" is set, but AWS rejects it/,
    ],
    [
      "an identity source of HTTP APIs",
      authorizer({ identity_sources: ["$request.header.A"] }),
      /"identity_sources" must have .*; got "\$request.header.A"/,
    ],
    [
      "code in S3",
      fn({ filename: null, s3_bucket: "b", s3_key: "k" }),
      /"s3_bucket" is set, but only code in a folder/,
    ],
    [
      "an image",
      fn({ filename: null, runtime: null, handler: null, package_type: "Image", image_uri: "i" }),
      /"image_uri" is set, but only code in a folder/,
    ],
    [
      "a missing zip file",
      fn({ filename: "none.zip" }),
      /none.zip does not exist. Run "cdktf synth" or "cdktn synth" again/,
    ],
    ["an invalid zip file", fn({ filename: "code/index.mjs" }), /index.mjs can't be unpacked/],
    [
      "another language",
      fn({ runtime: "java21" }),
      /"runtime" must be a Node.js or Python 3 runtime in a local run; got "java21"/,
    ],
    ["a missing handler", fn({ handler: "main.handler" }), /its code has no main.mjs, main.cjs or main.js/],
    ["a durable function", fn({ durable_config: [{ execution_timeout: 60 }] }), /"durable_config" is set, but durable/],
    ["a file system", fn({ file_system_config: [{ arn: "a" }] }), /"file_system_config" is set, but file systems/],
    [
      "an argument that Terraform can't evaluate",
      fn({ function_name: "${aws_lambda_function.two.function_name}" }),
      /the stack raw has no aws_lambda_function.two/,
    ],
    ["a self-reference", fn({ function_name: "${aws_lambda_function.one.function_name}" }), /refers to itself/],
    [
      "a variable that Terraform can't evaluate",
      fn({ environment: { variables: { A: "${[1][2]}" } } }),
      /The variable A of the function .* can't be evaluated/,
    ],
    [
      "a variable with invalid syntax",
      fn({ environment: { variables: { A: "${[for a in b : a" } } }),
      /The variable A .* can't be determined before a deployment/,
    ],
  ])("is refused for %s", (_, changes, problem) => {
    expect(refused(output(changes))).toContainEqual(expect.stringMatching(problem));
  });

  const depth = 20_000;
  it.each<[string, string]>([
    ["brackets", `${"(".repeat(depth)}1${")".repeat(depth)}`],
    ["lists", `${"[".repeat(depth)}1${"]".repeat(depth)}`],
    ["objects", `${"{a=".repeat(depth)}1${"}".repeat(depth)}`],
    ["negations", `${"!".repeat(depth)}true`],
    ["calls", `${"lower(".repeat(depth)}"a"${")".repeat(depth)}`],
    ["templates", `${'"${'.repeat(depth)}1${'}"'.repeat(depth)}`],
    ["conditionals", `${"true?".repeat(depth)}1${":1".repeat(depth)}`],
    ["sums", `1${"+1".repeat(depth)}`],
    ["steps", `local.a${".a".repeat(depth)}`],
  ])("is refused for %s that are nested 20,000 deep", (_, expression) => {
    const changes = fn({ environment: { variables: { A: `\${jsonencode(${expression})}` } } });
    expect(refused(output(changes))).toContainEqual(expect.stringMatching(/^The variable A .* (is nested|can't be)/));
  });

  it("is refused for JSON that is nested 20,000 deep", () => {
    const dir = output(fn({ environment: { variables: "DEEP" } }));
    const path = `${dir}/stacks/raw/cdk.tf.json`;
    const deep = `{"A":${"[".repeat(depth)}1${"]".repeat(depth)}}`;
    writeFileSync(path, readFileSync(path, "utf8").replace('"DEEP"', deep));
    expect(refused(dir)).toContainEqual(expect.stringMatching(/nested too deeply/));
  });

  it("is refused for a pattern that takes too long", () => {
    const pattern = `\${replace("${"a".repeat(100)}!", "/^(a+)+$/", "b")}`;
    expect(refused(output(fn({ environment: { variables: { A: pattern } } })))).toContainEqual(
      expect.stringMatching(
        /The variable A .* depends on replace\(\) with the pattern "\^\(a\+\)\+\$"\. Pass --set A=…\./,
      ),
    );
  });

  it("is refused for a duplicate route", () => {
    const two = { api_id: apiId, route_key: "$default" };
    expect(refused(output(change("aws_apigatewayv2_route", two, "two")))).toContainEqual(
      expect.stringContaining('"route_key" must be unique in its API; got "$default" twice'),
    );
  });

  it("is refused for client certificates on its domain", () => {
    const changes = {
      aws_apigatewayv2_domain_name: {
        d: { domain_name: "a.example.com", mutual_tls_authentication: { truststore_uri: "s3://a" } },
      },
      aws_apigatewayv2_api_mapping: {
        m: { api_id: apiId, domain_name: id("aws_apigatewayv2_domain_name.d"), stage: "dev" },
      },
    };
    expect(refused(output(changes))).toContainEqual(expect.stringContaining("client certificates are not emulated"));
  });

  it("is refused with all problems at once", () => {
    const problems = refused(
      output({ ...stage({ auto_deploy: false }), ...integration({ connection_id: "a" }), ...fn({ runtime: "go1.x" }) }),
    );
    expect(problems).toHaveLength(3);
  });

  it("is refused if it does not exist", () => {
    expect(refused("/nowhere")).toEqual([
      '/nowhere/manifest.json does not exist. Run "cdktf synth" or "cdktn synth" first.',
    ]);
  });
});

describe("the notices of a run", () => {
  const notices = (changes: Resources): LocalApp["notices"] => served(output(changes)).notices;

  it.each<[string, Resources, RegExp]>([
    [
      "a role outside of the app",
      {},
      /not checked against its role, because its role is not in the synthesized output/,
    ],
    ["another Node.js version", fn({ runtime: "nodejs18.x" }), /Functions for nodejs18.x run on Node.js \d+/],
    ["layers", fn({ layers: ["arn"] }), /its layers are ignored/],
    [
      "another kind of API",
      change("aws_apigatewayv2_api", { name: "http", protocol_type: "HTTP" }, "http"),
      /aws_apigatewayv2_api.http is not a WebSocket API/,
    ],
  ])("contain a notice for %s", (_, changes, notice) => {
    expect(notices(changes)).toContainEqual(expect.stringMatching(notice));
  });

  const roleWith = (more: Resources): Resources => ({
    aws_iam_role: { role: { name: "role", assume_role_policy: "{}" } },
    ...fn({ role: "${aws_iam_role.role.arn}" }),
    ...more,
  });

  it.each<[string, Resources, RegExp]>([
    [
      "an unknown AWS managed policy",
      { aws_iam_role_policy_attachment: { a: { role: "role", policy_arn: "arn:aws:iam::aws:policy/Other" } } },
      /because the policy of aws_iam_role_policy_attachment.a is not in the synthesized output/,
    ],
    [
      "a policy that is known only after apply",
      { aws_iam_role_policy: { a: { role: "role", policy: "${data.aws_iam_policy_document.elsewhere.json}" } } },
      /because the policy of aws_iam_role_policy.a can't be read/,
    ],
    [
      "a permissions boundary",
      { aws_iam_role: { role: { name: "role", permissions_boundary: "arn" } } },
      /its permissions boundary is ignored/,
    ],
  ])("contain a notice for %s", (_, more, notice) => {
    expect(notices(roleWith(more))).toContainEqual(expect.stringMatching(notice));
  });

  it("do not include unknown statements on execute-api: their values must be passed", () => {
    const Resource = "arn:aws:execute-api:eu-west-1:000000000000:${aws_ssm_parameter.api.value}/*";
    const Statement = [{ Effect: "Allow", Action: ["execute-api:*"], Resource }];
    const policy = { role: "role", policy: JSON.stringify({ Statement }) };
    const parameter = { aws_ssm_parameter: { api: { name: "/api", type: "String" } } };
    const dir = output(roleWith({ ...parameter, aws_iam_role_policy: { a: policy } }));
    expect(refused(dir)[0]).toBe(
      "A policy statement of aws_iam_role.role can't be determined before a deployment: it depends on aws_ssm_parameter.api.value. Pass --set aws_ssm_parameter.api.value=….",
    );
    const values: Values = { "aws_ssm_parameter.api.value": "abc" };
    expect(served(dir, { values }).functions[0]?.permissions?.[0]?.resources).toEqual([
      "arn:aws:execute-api:eu-west-1:000000000000:abc/*",
    ]);
  });
});
