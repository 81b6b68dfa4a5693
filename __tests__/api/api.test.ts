import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Lazy, TerraformOutput, TerraformResource, type TerraformStack, TerraformVariable } from "cdktf";
import { type ApiGatewayWebSocketArgs, type ApiGatewayWebSocketRouteArgs, aws, type ComponentOptions } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { type Synthesized, synth, testStack } from "../support/synth";
import { given, refused, temporaryFolder, warningsOf } from "../support/ways";

beforeAll(() => enter(project({ "src/default.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

function create(stack: TerraformStack, args?: ApiGatewayWebSocketArgs, options?: ComponentOptions) {
  const api = new aws.ApiGatewayWebSocket(stack, "MyApi", args, options);
  api.route("$default", given);
  return api;
}

function made(args?: ApiGatewayWebSocketArgs): Synthesized {
  return synth((stack) => create(stack, args));
}

function warned(build: (stack: TerraformStack) => void): readonly string[] {
  const stack = testStack();
  build(stack);
  return warningsOf(stack);
}

function outputs(args: ApiGatewayWebSocketArgs): unknown {
  const { json } = synth((stack) => {
    const { url, managementEndpoint, connectArn } = create(stack, args);
    for (const [name, value] of Object.entries({ url, managementEndpoint, connectArn }))
      new TerraformOutput(stack, name, { value, staticId: true });
  });
  return json.output;
}

const address = expect.stringMatching(/^\$\{aws_apigatewayv2_api\.MyApi_\w+\.id\}$/);

describe("ApiGatewayWebSocket", () => {
  it("creates a WebSocket API with the name of its path, which selects routes by the action", () => {
    expect(made().one(Apigatewayv2Api)).toEqual({
      name: "chat-dev-MyApi",
      protocol_type: "WEBSOCKET",
      route_selection_expression: "$request.body.action",
    });
  });

  it("creates an automatically deployed stage after the account, the routes and their responses", () => {
    const all = synth((stack) => {
      const api = create(stack);
      api.route("a", given, { reply: true });
      api.route("b", given);
    });
    const routes = Object.keys(all.byAddress(Apigatewayv2Route)).map((id) => `aws_apigatewayv2_route.${id}`);
    const responses = Object.keys(all.byAddress(Apigatewayv2RouteResponse)).map(
      (id) => `aws_apigatewayv2_route_response.${id}`,
    );
    expect(routes).toHaveLength(3);
    expect(responses).toHaveLength(1);
    const stage = all.one(Apigatewayv2Stage);
    expect(stage).toMatchObject({
      api_id: address,
      name: "$default",
      auto_deploy: true,
      lifecycle: { create_before_destroy: true },
      access_log_settings: {
        destination_arn: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.MyApi_AccessLog_\w+\.arn\}$/),
      },
    });
    const waits = stage.depends_on as string[];
    expect(waits).toEqual(expect.arrayContaining([...routes, ...responses]));
    expect(waits.filter((id) => id.startsWith("aws_api_gateway_account."))).toHaveLength(1);
    expect(all.one(ApiGatewayAccount).depends_on).toEqual([expect.stringMatching(/^aws_iam_role_policy_attachment\./)]);
    expect(new Set(waits).size).toBe(waits.length);
  });

  it("builds url, managementEndpoint and connectArn from the endpoint and the stage's name as text", () => {
    const id = "aws_apigatewayv2_api\\.MyApi_\\w+";
    for (const [args, name] of [
      [{}, "$default"],
      [{ transform: { stage: { name: "live" } } }, "live"],
      [
        {
          transform: {
            stage: (stage: { name: string }) => {
              stage.name = "live";
            },
          },
        },
        "live",
      ],
    ] as const) {
      const stage = name.replace("$", "\\$");
      expect(outputs(args)).toEqual({
        url: { value: expect.stringMatching(new RegExp(`^\\$\\{${id}\\.api_endpoint\\}/${stage}$`)) },
        managementEndpoint: {
          value: expect.stringMatching(
            new RegExp(`^\\$\\{replace\\(${id}\\.api_endpoint, "wss://", "https://"\\)\\}/${stage}$`),
          ),
        },
        connectArn: {
          value: expect.stringMatching(new RegExp(`^\\$\\{${id}\\.execution_arn\\}/${stage}/\\$connect$`)),
        },
      });
    }
  });

  it("accepts a lazy stage name", () => {
    const name = Lazy.stringValue({ produce: () => "live" });
    expect(made({ transform: { stage: { name } } }).one(Apigatewayv2Stage).name).toBe("live");
  });

  it("escapes AWS's ${…} for Terraform", () => {
    const all = made({
      accessLog: { format: "$context.requestId" },
      transform: {
        api: { routeSelectionExpression: "${request.body.a}/${request.body.b}", description: "${a}" },
        stage: { description: "%{b}" },
      },
    });
    expect(all.one(Apigatewayv2Api)).toMatchObject({
      route_selection_expression: "$${request.body.a}/$${request.body.b}",
      description: "$${a}",
    });
    expect(all.one(Apigatewayv2Stage).description).toBe("%%{b}");
  });

  describe("transform", () => {
    it("passes the path of each resource to a function", () => {
      const ids: string[] = [];
      const note = (_: unknown, id: string) => void ids.push(id);
      synth((stack) => {
        const route = { args: note, handler: note };
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", {
          transform: { api: note, stage: note, accessLog: note, route },
        });
        const transform = { function: note, role: note, logGroup: note };
        api.route(
          "a",
          { handler: "src/default.handler", transform },
          { transform: { route: note, integration: note } },
        );
      });
      expect(ids.sort()).toEqual(
        ["Api", "Stage", "AccessLog", "Route a", "Route a/Handler", "Route a/Route", "Route a/Integration"]
          .concat(["Function", "Role", "LogGroup"].map((name) => `Route a/Handler/${name}`))
          .map((id) => `MyApi/${id}`)
          .sort(),
      );
    });

    it("merges its dependsOn and lifecycle with the defaults", () => {
      const all = synth((stack) => {
        const role = new IamRole(stack, "First", { assumeRolePolicy: "{}" });
        create(stack, { transform: { stage: { dependsOn: [role], lifecycle: { preventDestroy: true } } } });
      });
      const { depends_on, lifecycle } = all.one(Apigatewayv2Stage);
      expect(lifecycle).toEqual({ create_before_destroy: true, prevent_destroy: true });
      expect(depends_on).toEqual(
        expect.arrayContaining([
          "aws_iam_role.First",
          expect.stringMatching(/^aws_apigatewayv2_route\./),
          expect.stringMatching(/^aws_api_gateway_account\./),
        ]),
      );
    });

    it("changes the functions of all routes, including arguments that the routes set", () => {
      const all = synth((stack) => {
        const transform = { route: { handler: { memory: "512 MB" } } } as const;
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform });
        api.route("a", "src/default.handler");
        api.route("b", { handler: "src/default.handler", memory: "2 GB", timeout: "5 seconds" });
      });
      expect(all.all(LambdaFunction)).toMatchObject([
        { memory_size: 512, timeout: 20, description: "MyApi route a" },
        { memory_size: 512, timeout: 5, description: "MyApi route b" },
      ]);
    });
  });

  describe("nodes", () => {
    it("contain every resource", () => {
      const stack = testStack();
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const fn = new aws.Function(stack, "Fn", { handler: "src/default.handler" });
      const routes = ["src/default.handler", fn, fn.arn, given].map((handler, index) =>
        api.route(`r${index}`, handler, { reply: true }),
      );
      const reached = new Set<unknown>();
      const collect = (nodes: object) => {
        for (const node of Object.values(nodes)) {
          if (node instanceof aws.Function) collect(node.nodes);
          else reached.add(node);
        }
      };
      for (const { nodes } of [api, fn, ...routes]) collect(nodes);
      const all = stack.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
      expect(all.length).toBeGreaterThan(20);
      const missed = all.filter((node) => !reached.has(node)).map(({ node }) => node.path);
      // The account's role belongs to the stack; the next test checks it.
      expect(missed.filter((path) => !path.startsWith("chat-dev/ApiGatewayAccount/"))).toEqual([]);
    });

    it("contain the account's role and setting", () => {
      synth((stack) => {
        const { account } = create(stack).nodes;
        expect(account?.account).toBeInstanceOf(ApiGatewayAccount);
        expect(account?.role).toBeInstanceOf(IamRole);
      });
    });

    it("are undefined for a log group or a response that is not created", () => {
      synth((stack) => {
        const api = create(stack, { accessLog: false });
        expect(api.nodes.logGroup).toBeUndefined();
        const { function: fn, routeResponse } = api.route("a", given).nodes;
        expect([fn, routeResponse]).toEqual([undefined, undefined]);
      });
    });
  });

  describe("provider, region and dependsOn", () => {
    // All APIs of a provider share the role, so it does not have the dependencies of one of them.
    const shared = ["aws_api_gateway_account", "aws_iam_role_policy_attachment"];
    const types = [
      "aws_apigatewayv2_api",
      "aws_apigatewayv2_integration",
      "aws_apigatewayv2_route",
      "aws_apigatewayv2_route_response",
      "aws_apigatewayv2_stage",
      "aws_cloudwatch_log_group",
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_lambda_function",
      "aws_lambda_permission",
    ];

    function everything(stack: TerraformStack, args: ApiGatewayWebSocketArgs, options?: ComponentOptions): void {
      const api = create(stack, args, options);
      api.route("a", "src/default.handler", { reply: true });
    }

    function resources({ json }: Synthesized): [string, string, Record<string, unknown>][] {
      return Object.entries(json.resource ?? {}).flatMap(([type, all]) =>
        Object.entries(all).map(([id, one]): [string, string, Record<string, unknown>] => [type, id, one]),
      );
    }

    it("apply to every resource", () => {
      const all = synth((stack) => {
        const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
        const dependsOn = [new TerraformVariable(stack, "first", { type: "string" })];
        everything(stack, {}, { provider, dependsOn });
      });
      expect([...new Set(resources(all).map(([type]) => type))].sort()).toEqual([...types, ...shared].sort());
      for (const [, id, one] of resources(all)) {
        expect([id, one.provider]).toEqual([id, "aws.tokyo"]);
        if (!id.startsWith("ApiGatewayAccount"))
          expect([id, one.depends_on]).toEqual([id, expect.arrayContaining(["var.first"])]);
      }
      expect(Object.values((all.json.data as Record<string, object>).aws_partition ?? {})).toMatchObject([
        { provider: "aws.tokyo" },
      ]);
    });

    it("apply to every resource, with a region of transform.api", () => {
      const all = synth((stack) => everything(stack, { transform: { api: { region: "us-west-2" } } }));
      for (const [type, id, one] of resources(all)) {
        if (type.startsWith("aws_iam")) expect(one).not.toHaveProperty("region");
        else if (type === "aws_lambda_permission")
          expect(one.region).toMatch(/^eu-west-1$|^\$\{aws_lambda_function\.\w+\.region\}$/);
        else expect([id, one.region]).toEqual([id, "us-west-2"]);
      }
    });

    it("apply to every resource, with a provider of transform.api", () => {
      const all = synth((stack) => {
        const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
        everything(stack, { transform: { api: { provider } } });
      });
      for (const [, id, one] of resources(all)) expect([id, one.provider]).toEqual([id, "aws.tokyo"]);
    });
  });
});

describe("route", () => {
  it("has a route response with reply: true", () => {
    const all = synth((stack) => {
      const api = create(stack);
      const { nodes } = api.route("a", given, { reply: true });
      expect(nodes.routeResponse).toBeDefined();
      api.route("b", given, { reply: false });
    });
    expect(all.one(Apigatewayv2RouteResponse)).toEqual({
      api_id: address,
      route_id: expect.stringMatching(/^\$\{aws_apigatewayv2_route\.MyApi_Routea_Route_\w+\.id\}$/),
      route_response_key: "$default",
    });
    const expressions = all
      .all(Apigatewayv2Route)
      .map((route) => [route.route_key, route.route_response_selection_expression]);
    expect(Object.fromEntries(expressions)).toEqual({ $default: undefined, a: "$default", b: undefined });
  });

  it("has a route response by transform.route.args, except on $connect and $disconnect", () => {
    const all = synth((stack) => {
      const api = create(stack, { transform: { route: { args: { reply: true } } } });
      for (const key of ["$connect", "$disconnect", "a"]) api.route(key, given);
    });
    const expressions = all
      .all(Apigatewayv2Route)
      .map((route) => [route.route_key, route.route_response_selection_expression]);
    expect(Object.fromEntries(expressions)).toEqual({
      $connect: undefined,
      $disconnect: undefined,
      $default: "$default",
      a: "$default",
    });
    expect(all.all(Apigatewayv2RouteResponse)).toHaveLength(2);
  });

  it.each(["a/b", "a--b", "a%2Fb", "ü", "$default ".trim(), "x".repeat(128)])(
    "takes the key %j as it is, beside others like it",
    (key) => {
      const all = synth((stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        for (const other of new Set(["a/b", "a--b", "a%2Fb", key])) api.route(other, given);
      });
      expect(all.all(Apigatewayv2Route).map((route) => route.route_key)).toContain(key);
    },
  );

  describe("rejects", () => {
    it.each(["$connect", "$disconnect"])("reply on %s", (key) => {
      const error = refused((stack) => create(stack).route(key, given, { reply: true }));
      expect(error.message).toContain(`"reply" can't be true on the route "${key}"`);
    });

    it("a duplicate key", () => {
      const error = refused((stack) => create(stack).route("$default", given));
      expect(error.message).toContain('"route" has to be unique in its API; got "$default" twice.');
    });

    it("a duplicate key from transform.route.routeKey", () => {
      const error = refused((stack) =>
        create(stack).route("a", given, { transform: { route: { routeKey: "$default" } } }),
      );
      expect(error.message).toContain('"transform.route.routeKey" has to be unique in its API; got "$default" twice.');
    });

    it.each(["", "$other", "a\nb", "x".repeat(129)])("the key %j", (key) => {
      expect(refused((stack) => create(stack).route(key, given)).message).toMatch(
        /^"route" .+ \(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/,
      );
    });

    it("an API without routes", () => {
      const error = refused((stack) => new aws.ApiGatewayWebSocket(stack, "MyApi"));
      expect(error.message).toContain('Add api.route("$default", "src/default.handler").');
    });

    it("the settings of a missing route, but not of one that is declared later", () => {
      const limits = { throttlingBurstLimit: 5000, throttlingRateLimit: 10000 };
      const transform = { stage: { routeSettings: [{ routeKey: "later", ...limits }] } };
      expect(refused((stack) => create(stack, { transform })).message).toContain('got "later"');
      expect(() => synth((stack) => create(stack, { transform }).route("later", given))).not.toThrow();
    });

    it.each<[string, ApiGatewayWebSocketRouteArgs]>([
      ["$connect in a transform", { reply: true, transform: { route: { routeKey: "$connect" } } }],
      ["$disconnect in a transform", { reply: true, transform: { route: { routeKey: "$disconnect" } } }],
    ])("reply on a route with the key %s", (_, args) => {
      const error = refused((stack) => create(stack).route("a", given, args));
      expect(error.message).toMatch(/^"reply" can't be true on the route "\$(dis)?connect": AWS sends no reply there/);
      expect(error.message).toContain("chat-dev/MyApi/Route a");
    });

    it.each(["$connect", "$disconnect"])("a response selection expression on %s", (key) => {
      const transform = { route: { routeResponseSelectionExpression: "$default" } };
      const error = refused((stack) => create(stack).route(key, given, { transform }));
      expect(error.message).toContain(`"reply" can't be true on the route "${key}": AWS sends no reply there`);
    });

    it("the settings of a key that a transform replaces, but not those of the new key", () => {
      const limits = { throttlingBurstLimit: 5000, throttlingRateLimit: 10000 };
      const build = (routeKey: string) => (stack: TerraformStack) =>
        create(stack, { transform: { stage: { routeSettings: [{ routeKey, ...limits }] } } }).route("a", given, {
          transform: { route: { routeKey: "b" } },
        });
      const { message } = refused(build("a"));
      expect(message).toContain('"transform.stage.routeSettings.routeKey" has to be the key of a route of this API');
      expect(message).toContain('"$default", "b"; got "a".');
      expect(() => synth(build("b"))).not.toThrow();
    });

    it("the settings of a key that an override replaces", () => {
      const limits = { throttlingBurstLimit: 5000, throttlingRateLimit: 10000 };
      const error = refused((stack) => {
        const api = create(stack, { transform: { stage: { routeSettings: [{ routeKey: "a", ...limits }] } } });
        api.route("a", given).nodes.route.addOverride("route_key", "b");
      });
      expect(error.message).toContain('got "a". Add the route');
    });

    it.each<[string, NonNullable<ApiGatewayWebSocketArgs["transform"]>["stage"]]>([
      ["undefined", { name: undefined } as never],
      [
        "deleted",
        (stage) => {
          delete (stage as { name?: string }).name;
        },
      ],
    ])("a stage whose name is %s", (_, stage) => {
      const error = refused((stack) => create(stack, { transform: { stage } }));
      expect(error.message).toContain('"transform.stage.name" can\'t be undefined; got undefined.');
    });

    it("an override of the stage name, because the URL contains the old one", () => {
      const error = refused((stack) => create(stack).nodes.stage.addOverride("name", "live"));
      expect(error.message).toContain('got "live" in place of "$default". Set it in "transform.stage" instead.');
    });
  });
});

describe("warnings", () => {
  const routes = (count: number) => (stack: TerraformStack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { accessLog: false });
    for (let index = 0; index < count; index++) api.route(`r${index}`, given);
  };

  it("are added once for more routes than AWS's default quota", () => {
    expect(warned(routes(300))).toEqual([]);
    expect(warned(routes(303))).toEqual([expect.stringContaining("more than 300 routes")]);
  });

  it("are added for a key like those of HTTP APIs", () => {
    expect(warned((stack) => create(stack).route("GET /", given))).toEqual([expect.stringContaining('"GET /"')]);
    expect(warned((stack) => create(stack).route("get", given))).toEqual([]);
  });

  it.each([
    ["29 seconds", 29, 0],
    ["30 seconds", 30, 1],
    ["1 minute", 60, 1],
  ] as const)("are added for a timeout longer than API Gateway's: %s", (timeout, seconds, count) => {
    const texts = warned((stack) => create(stack).route("a", { handler: "src/default.handler", timeout }));
    expect(texts).toHaveLength(count);
    for (const text of texts)
      expect(text).toContain(`"timeout" of the function of the route "a" is ${seconds} seconds`);
    const transform = { route: { handler: { timeout } } };
    expect(
      warned((stack) => {
        new aws.ApiGatewayWebSocket(stack, "MyApi", { transform }).route("a", "src/default.handler");
      }),
    ).toHaveLength(count);
  });

  it("are added for functions that transform.route.handler does not change", () => {
    const build = (stack: TerraformStack) => {
      const fn = new aws.Function(stack, "Fn", { handler: "src/default.handler" });
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", {
        transform: { route: { handler: { memory: "2 GB" } } },
      });
      api.route("a", fn);
      api.route("b", given);
      api.route("c", "src/default.handler");
    };
    const text = (key: string) =>
      `"transform.route.handler" is not applied to the route "${key}": its function was created elsewhere. Change the function where it is created.`;
    expect(warned(build)).toEqual([text("a"), text("b")]);
    expect(
      synth(build)
        .all(LambdaFunction)
        .map((fn) => fn.memory_size)
        .sort(),
    ).toEqual([1024, 2048]);
  });

  it("are written to the manifest without a stack trace, which would contain local paths", () => {
    const outdir = temporaryFolder();
    const app = new App({ outdir });
    create(testStack("chat-dev", app)).route("GET /", given);
    app.synth();
    const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
    expect(manifest.stacks["chat-dev"].annotations).toEqual([
      { constructPath: "chat-dev/MyApi", level: "@cdktf/warn", message: expect.stringContaining('"GET /"') },
    ]);
  });
});
