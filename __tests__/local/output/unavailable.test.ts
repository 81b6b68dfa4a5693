import { startLocal } from "../../../lib/local/start-local";
import { refused, removeOutputs, served } from "../synthesized";
import { connect as connectTo, endAll } from "../wire/started";
import {
  api,
  apiId,
  authorizer,
  change,
  fn,
  id,
  integration,
  type Json,
  output,
  type Resources,
  route,
  small,
  stage,
} from "./raw-output";

afterAll(async () => {
  await endAll();
  removeOutputs();
});

describe("what can't work on this machine", () => {
  /** Why the only route does not work, by its own reason or by that of its function. */
  const reason = (dir: string): string => {
    const [route] = served(dir).apis[0]?.routes ?? [];
    return route?.unavailable ?? route?.function?.unavailable ?? "it works";
  };

  it.each<[string, Resources, RegExp]>([
    [
      "a variable that is known only after apply",
      fn({ environment: { variables: { A: "${var.a}" } } }),
      /Pass --set A=…/,
    ],
    ["an argument that is known only after apply", fn({ timeout: "${var.seconds}" }), /Pass --set var.seconds=…/],
    ["another runtime", fn({ runtime: "java21" }), /"runtime" must be a Node.js or Python 3 runtime/],
    ["code elsewhere", fn({ filename: null, s3_bucket: "b", s3_key: "k" }), /"s3_bucket" is set/],
    ["a mock", integration({ integration_type: "MOCK" }), /"integration_type" must be "AWS_PROXY"/],
    ["a VPC link", integration({ connection_id: "abc" }), /VPC links are not emulated/],
    ["API keys", route({ api_key_required: true }), /API keys and usage plans are not emulated/],
    [
      "a function of another app",
      integration({ integration_uri: "arn:aws:lambda:eu-west-1:1:function:far" }),
      /which no stack of this app creates/,
    ],
    ["an integration of an unknown API", integration({ api_id: "${var.api}" }), /Pass --set var.api=…/],
    [
      "variables that Terraform creates from a list",
      fn({ dynamic: { environment: { for_each: ["${var.a}"], content: { variables: { A: "1" } } } } }),
      /"environment" is a dynamic block/,
    ],
    ["an unknown function", integration({ integration_uri: "${var.arn}" }), /Pass --set var.arn=…/],
  ])("disables only its function or route, with a notice: %s", (_, changes, expected) => {
    const dir = output({
      ...changes,
      aws_apigatewayv2_route: {
        ...changes.aws_apigatewayv2_route,
        other: { api_id: apiId, route_key: "other" },
      },
    });
    expect(reason(dir)).toMatch(expected);
    expect(served(dir).notices).toContainEqual(expect.stringMatching(expected));
    expect(served(dir).apis[0]?.routes[1]).toEqual(expect.not.objectContaining({ unavailable: expect.anything() }));
    expect(refused(dir)).toContainEqual(expect.stringMatching(expected));
  });

  /** A second API, which has no problem. */
  const two: Resources = {
    aws_apigatewayv2_api: { two: { ...small.aws_apigatewayv2_api.chat, name: "two" } },
    aws_apigatewayv2_stage: { two: { api_id: id("aws_apigatewayv2_api.two"), name: "dev", auto_deploy: true } },
    aws_apigatewayv2_route: { two: { api_id: id("aws_apigatewayv2_api.two"), route_key: "$default" } },
  };
  const both = (changes: Resources): string =>
    output(
      Object.fromEntries(
        [...new Set([...Object.keys(two), ...Object.keys(changes)])].map((type) => [
          type,
          { ...two[type], ...changes[type] },
        ]),
      ),
    );
  const servedApis = (dir: string): readonly string[] => served(dir).apis.map(({ name }) => name);

  it.each<[string, Resources, RegExp]>([
    ["its stage's name is unknown", stage({ name: "${var.stage}" }), /Pass --set var\.stage=…\./],
    ["its name is unknown", api({ name: "${var.name}" }), /Pass --set var\.name=…\./],
    ["its protocol is unknown", api({ protocol_type: "${var.protocol}" }), /Pass --set var\.protocol=…\./],
    ["it is one of many", api({ count: 2 }), /"count" is not supported/],
    ["it is written in OpenAPI", api({ body: "{}" }), /OpenAPI definitions are not emulated/],
  ])("disables only its API, with notices: %s", (_, changes, expected) => {
    const dir = both(changes);
    expect(servedApis(dir)).toEqual(["two"]);
    const { notices } = served(dir);
    expect(notices).toContainEqual(expect.stringMatching(expected));
    expect(notices).toContain("aws_apigatewayv2_api.chat is not served.");
    expect(refused(dir)).toContainEqual(expect.stringMatching(expected));
  });

  it("disables only one stage of an API if only that stage's name is unknown", () => {
    const dir = output(change("aws_apigatewayv2_stage", { api_id: apiId, name: "${var.b}", auto_deploy: true }, "b"));
    expect(served(dir).apis.map(({ stageName }) => stageName)).toEqual(["dev"]);
    expect(served(dir).notices).toContainEqual(expect.stringContaining("Pass --set var.b=…."));
  });

  it.each<[string, Json, RegExp]>([
    ["its name is unknown", { domain_name: "${var.domain}" }, /Pass --set var\.domain=…\./],
    [
      "it requires client certificates",
      { domain_name: "a.example.com", mutual_tls_authentication: { truststore_uri: "s3://a" } },
      /client certificates are not emulated/,
    ],
  ])("disables only its domain: %s", (_, domain, expected) => {
    const mapping = { api_id: apiId, domain_name: id("aws_apigatewayv2_domain_name.d"), stage: "dev" };
    const changes = { aws_apigatewayv2_domain_name: { d: domain }, aws_apigatewayv2_api_mapping: { m: mapping } };
    const app = served(both(changes));
    expect(app.apis.map(({ name }) => name).sort()).toEqual(["chat", "two"]);
    expect(app.domains.flatMap(({ mappings }) => mappings)).toEqual([]);
    expect(app.notices).toContainEqual(expect.stringMatching(expected));
    const onlyDomain = served(both({ ...changes, ...api({ disable_execute_api_endpoint: true }) }));
    expect(onlyDomain.apis.map(({ name }) => name)).toEqual(["two"]);
    expect([...onlyDomain.unavailable.values()]).toContainEqual(expect.stringMatching(expected));
  });

  it("disables only the route with IAM auth if the run has no credentials", () => {
    const dir = output({
      aws_apigatewayv2_route: { connect: { api_id: apiId, route_key: "$connect", authorization_type: "AWS_IAM" } },
    });
    const routesWith = (hasCredentials: boolean) =>
      served(dir, { hasCredentials }).apis[0]?.routes.map(({ routeKey, authorization, unavailable }) => [
        routeKey,
        authorization.type,
        unavailable === undefined,
      ]);
    expect(routesWith(true)).toEqual([
      ["$default", "NONE", true],
      ["$connect", "AWS_IAM", true],
    ]);
    expect(routesWith(false)).toEqual([
      ["$default", "NONE", true],
      ["$connect", "UNAVAILABLE", false],
    ]);
    expect(refused(dir, { hasCredentials: false })).toEqual([
      expect.stringMatching(/connect: it uses IAM auth, .* Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/),
    ]);
  });

  it.each<[string, Resources]>([
    ["its function is elsewhere", authorizer({ authorizer_uri: "arn:aws:lambda:eu-west-1:1:function:far" })],
    ["its identity sources are unknown", authorizer({ identity_sources: ["${var.source}"] })],
  ])("never opens a route whose authorizer can't run: %s", (_, changes) => {
    const [opened] = served(output(changes)).apis[0]?.routes ?? [];
    expect(opened?.authorization).toMatchObject({ type: "UNAVAILABLE" });
  });

  const connect: Json = { api_id: apiId, route_key: "$connect", authorization_type: "CUSTOM", authorizer_id: "a" };

  it.each<[string, Resources[string], RegExp]>([
    ["its API is unknown", { connect: { ...connect, api_id: "${var.api}" } }, /Pass --set var\.api=…\./],
    ["its key is unknown", { connect: { ...connect, route_key: "${var.key}" } }, /Pass --set var\.key=…\./],
    [
      "its API is elsewhere",
      { connect: { ...connect, api_id: "a1b2c3d4e5" } },
      /belongs to no API of this app; got "a1b2/,
    ],
    [
      "its API's id is cut out of an endpoint",
      {
        connect: {
          ...connect,
          api_id: '${element(split(".", replace(aws_apigatewayv2_api.chat.api_endpoint, "wss://", "")), 0)}',
        },
      },
      /belongs to no API of this app; got "localhost:4000"/,
    ],
  ])("admits nobody by a $connect that may exist: %s", (_, routes, expected) => {
    const dir = output({ aws_apigatewayv2_route: routes });
    const [, opened] = served(dir).apis[0]?.routes ?? [];
    expect(opened).toMatchObject({ routeKey: "$connect", authorization: { type: "UNAVAILABLE" } });
    expect(opened?.unavailable).toMatch(expected);
    expect(served(dir).notices).toContainEqual(expect.stringMatching(expected));
    expect(refused(dir)).toContainEqual(expect.stringMatching(expected));
  });

  it("admits nobody by the $connect of an API that is read from AWS", () => {
    const data = { archive_file: { code: { type: "zip", source_dir: "code", output_path: "code.zip" } } };
    const dir = output(
      { aws_apigatewayv2_route: { connect: { ...connect, api_id: "${data.aws_apigatewayv2_api.x.api_id}" } } },
      { data: { ...data, aws_apigatewayv2_api: { x: { api_id: "a1b2c3d4e5" } } } },
    );
    const [, opened] = served(dir).apis[0]?.routes ?? [];
    expect(opened).toMatchObject({ routeKey: "$connect", authorization: { type: "UNAVAILABLE" } });
  });

  it.each<[string, Resources, string, boolean]>([
    ["authorizer", authorizer({ api_id: "a1b2c3d4e5" }), "UNAVAILABLE", true],
    ["integration", integration({ api_id: "a1b2c3d4e5" }), "NONE", false],
    ["stage", change("aws_apigatewayv2_stage", { api_id: "a1b2c3d4e5", name: "far" }, "far"), "NONE", true],
  ])("names an %s whose API is elsewhere, and disables only what it is for", (_, changes, authorization, isServed) => {
    const { apis, notices } = served(output(changes));
    expect(notices).toContainEqual(expect.stringContaining('belongs to no API of this app; got "a1b2c3d4e5"'));
    expect(apis.map(({ stageName }) => stageName)).toEqual(["dev"]);
    const [first] = apis[0]?.routes ?? [];
    expect([first?.authorization.type, first?.unavailable === undefined]).toEqual([authorization, isServed]);
  });

  it("serves an API whose $connect is certain beside everything of an HTTP API elsewhere", () => {
    const far = { api_id: "a1b2c3d4e5" };
    const own = { api_id: apiId, route_key: "$connect", authorization_type: "AWS_IAM" };
    const dir = output({
      aws_apigatewayv2_route: {
        own,
        far: { ...connect, ...far },
        many: { ...far, for_each: ["a"], route_key: "GET /a" },
      },
      aws_apigatewayv2_authorizer: { far: { ...far, name: "far", authorizer_type: "JWT", jwt_configuration: [{}] } },
      aws_apigatewayv2_integration: { far: { ...far, integration_type: "HTTP_PROXY", tls_config: [{}] } },
      aws_apigatewayv2_route_response: { far: { ...far, response_models: { a: "b" } } },
      aws_apigatewayv2_stage: { far: { ...far, name: "-", route_settings: [{ route_key: "GET /a" }] } },
    });
    const routes = served(dir).apis[0]?.routes.filter(({ unavailable }) => unavailable === undefined) ?? [];
    expect(routes.map(({ routeKey, authorization }) => [routeKey, authorization.type])).toEqual([
      ["$default", "NONE"],
      ["$connect", "AWS_IAM"],
    ]);
  });

  it("says what happens to messages for a route of unknown key beside a certain $connect", () => {
    const own = { api_id: apiId, route_key: "$connect" };
    const dir = output({ aws_apigatewayv2_route: { own, other: { api_id: apiId, route_key: "${var.key}" } } });
    expect(served(dir).apis[0]?.routes.map(({ routeKey }) => routeKey)).toEqual(["$default", "$connect"]);
    expect(served(dir).notices).toContainEqual(
      expect.stringMatching(/other: its key is unknown, so .* handles its messages as those without a route\./),
    );
  });

  it("answers 500 to clients whose authorizer belongs to an unknown API, and says which value is missing", async () => {
    const lines: string[] = [];
    const dir = output(authorizer({ api_id: "${var.api}" }));
    const run = await startLocal({ dir, log: (line) => lines.push(line) });
    expect(await connectTo(run)).toBe(500);
    await run.close();
    expect(lines).toEqual([expect.stringMatching(/CONNECT: 500, .*Pass --set var\.api=…\./)]);
  });

  it("leaves a certain route in the place of one that may exist", () => {
    const dir = output({ aws_apigatewayv2_route: { two: { api_id: "${var.api}", route_key: "$default" } } });
    expect(served(dir).apis[0]?.routes).toHaveLength(1);
    expect(served(dir).apis[0]?.routes[0]?.unavailable).toBeUndefined();
  });

  it.each([
    ["${var.domain}", "a.example.com"],
    ["a.example.com", "A.Example.com"],
    ["A.example.com.", "a.example.com"],
  ])("serves no domain that may require client certificates: %s with a mapping for %s", (own, mapped) => {
    const certificates = { truststore_uri: "s3://a" };
    const dir = output({
      aws_apigatewayv2_domain_name: { d: { domain_name: own, mutual_tls_authentication: certificates } },
      aws_apigatewayv2_api_mapping: { m: { api_id: apiId, domain_name: mapped, stage: "dev" } },
    });
    expect(served(dir).domains.map(({ mappings }) => mappings)).toEqual([[]]);
  });

  it("notices the modules of a stack, whose resources it does not serve, and refuses them if it is strict", () => {
    const dir = output({}, { module: { more: { source: "./more" } } });
    const notice =
      "The module more of the stack raw is not read: routes and authorizers that it creates are not part of this run.";
    expect(served(dir).notices).toContain(notice);
    expect(refused(dir)).toEqual([notice]);
  });

  it("never opens a route whose authorization is unknown", () => {
    const [opened] =
      served(output(route({ route_key: "$connect", authorization_type: "${var.type}" }))).apis[0]?.routes ?? [];
    expect(opened?.authorization.type).toBe("UNAVAILABLE");
    expect(opened?.unavailable).toMatch(/var\.type/);
  });

  it.each<[string, string, RegExp]>([
    ["try()", 'try(aws_lambda_function.one.vpc_config[0].vpc_id, "") != ""', /vpc_config\.0\.vpc_id=/],
    [
      "an argument that is null",
      'try(aws_lambda_function.one.vpc_config[0].null, "a") != null',
      /vpc_config\.0\.null=/,
    ],
    ["can()", "can(aws_lambda_function.one.vpc_config[0].vpc_id)", /vpc_config\.0\.vpc_id=/],
    ["lookup()", 'lookup(aws_lambda_function.one.vpc_config[0], "vpc_id", "") != ""', /vpc_config\.0=/],
    ["a splat", "can(aws_lambda_function.one.vpc_config[*].vpc_id)", /vpc_config=/],
    ["the number of blocks", "length(aws_lambda_function.one.vpc_config) == 1", /vpc_config=/],
    ["the size of a set", "length(aws_lambda_function.one.layers) == 1", /aws_sqs_queue\.q\.url=/],
    ["flatten()", "length(flatten([aws_sqs_queue.q.url])) == 0", /aws_sqs_queue\.q\.url=/],
  ])("never opens a route by a computed value that is not in the JSON: %s", (_, condition, expected) => {
    const vpc = { subnet_ids: ["a"], security_group_ids: ["b"], null: null };
    const dir = output({
      ...fn({ vpc_config: vpc, layers: ["${aws_sqs_queue.q.url}", "b"] }),
      ...route({ route_key: "$connect", authorization_type: `\${${condition} ? "CUSTOM" : "NONE"}` }),
      aws_sqs_queue: { q: { name: "q" } },
    });
    const [opened] = served(dir).apis[0]?.routes ?? [];
    expect(opened?.authorization.type).toBe("UNAVAILABLE");
    expect(opened?.unavailable).toMatch(expected);
  });

  it("names the stacks whose workspace it assumes, unless it is passed", () => {
    const dir = output(route({ route_key: '${terraform.workspace == "default" ? "here" : "there"}' }));
    const notice =
      /^The stack raw reads terraform\.workspace, which is "default" in this run\. .*--set terraform\.workspace=…\./;
    expect(served(dir).notices).toContainEqual(expect.stringMatching(notice));
    expect(served(dir).apis[0]?.routes[0]?.routeKey).toBe("here");
    const given = served(dir, { values: { "terraform.workspace": "prod" } });
    expect(given.notices).not.toContainEqual(expect.stringMatching(notice));
    expect(given.apis[0]?.routes[0]?.routeKey).toBe("there");
  });

  it("names the passed values that nothing refers to", () => {
    const dir = output(fn({ environment: { variables: { A: "${var.a}" } } }));
    expect(served(dir, { values: { A: "1", TF_VAR_a: "2", QUEUE_ULR: "3" } }).unusedValues).toEqual(["QUEUE_ULR"]);
    expect(served(dir, { values: { A: "1" } }).unusedValues).toEqual([]);
  });
});
