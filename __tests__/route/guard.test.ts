import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Aspects, type TerraformStack, TerraformVariable } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects, write } from "../support/project";
import { type Synthesized, synth, testStack } from "../support/synth";
import { given, refused } from "../support/ways";
import { asking, decider, guardedApi, handlers, tokens } from "./authorized";

beforeAll(() => write(enter(project(handlers)), { "ready/index.mjs": "export const handler = async () => ({});\n" }));
afterAll(removeProjects);

/** The environment variables of the function whose address begins with `id`. */
function variablesOf(made: Synthesized, id: string): Readonly<Record<string, string>> {
  const found = Object.entries(made.byAddress(LambdaFunction)).find(([address]) =>
    address.startsWith(`${id}_Function_`),
  );
  const [environment] = [found?.[1].environment].flat() as [{ variables: Record<string, string> } | undefined];
  return environment?.variables ?? {};
}

/** The guard's variables of a function: API, key, reply and scopes of each route, in Terraform's syntax. */
function rulesOf(made: Synthesized, id: string): string[] {
  return Object.entries(variablesOf(made, id))
    .filter(([name]) => /^WEBSOCKET_ROUTE_[0-9A-F]{12}$/.test(name))
    .map(([, value]) => value)
    .map((value) =>
      value.replace(/^\$\{jsonencode\(\{"api" = aws_apigatewayv2_api\.(\w+?)(?:_Api)?_\w{8}\.id, (.+)\}\)\}$/, "$1 $2"),
    )
    .sort();
}

const rule = (api: string, route: string, scopes?: string, reply = false) =>
  `${api} "route" = "${route}", "reply" = ${reply}, "scopes" = ${scopes ?? "null"}`;

function shared(stack: TerraformStack, id = "Shared"): aws.Function {
  return new aws.Function(stack, id, { handler: "src/default.handler" });
}

describe("scopes", () => {
  it("of $connect are checked by the authorizer, without a guard", () => {
    const made = synth((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const users = api.addAuthorizer("users", { jwt: tokens });
      api.route("$connect", "src/connect.handler", asking(users.id, "chat:read", "chat:write"));
      api.route("a", given, asking(users.id));
    });
    expect(variablesOf(made, "MyApi_Authorizerusers_Handler").JWT_SCOPES).toBe('["chat:read","chat:write"]');
    expect(rulesOf(made, "MyApi_Routeconnect_Handler")).toEqual([]);
    expect(made.all(Apigatewayv2RouteResponse)).toEqual([]);
  });

  it("of another route are passed to the guard of its function", () => {
    const made = synth((stack) => {
      const { api, users } = guardedApi(stack);
      api.route("a", "src/default.handler", asking(users.id, "chat:read", "chat:write"));
      api.route("b", "src/default.handler", asking(users.id));
    });
    expect(rulesOf(made, "MyApi_Routea_Handler")).toEqual([rule("MyApi", "a", '["chat:read", "chat:write"]')]);
    expect(rulesOf(made, "MyApi_Routeb_Handler")).toEqual([]);
    expect(variablesOf(made, "MyApi_Authorizerusers_Handler").JWT_SCOPES).toBe("null");
  });

  it("create a route response, with and without reply", () => {
    const made = synth((stack) => {
      const { api, users } = guardedApi(stack);
      api.route("silent", "src/default.handler", asking(users.id, "x"));
      api.route("replying", "src/default.handler", { ...asking(users.id, "x"), reply: true });
      api.route("without", "src/default.handler", asking(users.id));
    });
    const selections = made
      .all(Apigatewayv2Route)
      .map((route) => [route.route_key, route.route_response_selection_expression]);
    expect(Object.fromEntries(selections)).toEqual({
      $connect: undefined,
      silent: "$default",
      replying: "$default",
      without: undefined,
    });
    expect(made.all(Apigatewayv2RouteResponse)).toHaveLength(2);
    expect(rulesOf(made, "MyApi_Routesilent_Handler")).toEqual([rule("MyApi", "silent", '["x"]')]);
    expect(rulesOf(made, "MyApi_Routereplying_Handler")).toEqual([rule("MyApi", "replying", '["x"]', true)]);
  });

  it("are escaped, as the route key is", () => {
    const made = synth((stack) => {
      const { api, users } = guardedApi(stack);
      api.route('say "hi" ${a}', shared(stack), asking(users.id, 'q"\\', "é"));
    });
    expect(Object.values(variablesOf(made, "Shared")).join()).toContain(
      '"route" = "say \\"hi\\" $${a}", "reply" = false, "scopes" = ["q\\"\\\\", "é"]})}',
    );
  });

  it("may be references, one by one or as the whole list, which can't be empty at apply", () => {
    const made = synth((stack) => {
      const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
      const list = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const users = api.addAuthorizer("users", { jwt: tokens });
      const fn = shared(stack);
      const withScopes = (scopes: readonly string[]) => ({ auth: { jwt: { authorizer: users.id, scopes } } });
      api.route("$connect", "src/connect.handler", withScopes(list));
      api.route("one", fn, withScopes(["a", `https://${text}/b`]));
      api.route("all", fn, withScopes(list));
    });
    expect(variablesOf(made, "MyApi_Authorizerusers_Handler").JWT_SCOPES).toBe(
      "${jsonencode(coalescelist(tolist(var.list)))}",
    );
    expect(rulesOf(made, "Shared")).toEqual([
      rule("MyApi", "all", "coalescelist(tolist(var.list))"),
      rule("MyApi", "one", '["a", "https://${var.text}/b"]'),
    ]);
  });

  it("are copied when the route is declared", () => {
    const made = synth((stack) => {
      const { api, users } = guardedApi(stack);
      const scopes = ["x"];
      api.route("a", "src/default.handler", { auth: { jwt: { authorizer: users.id, scopes } } });
      scopes.push("y");
    });
    expect(rulesOf(made, "MyApi_Routea_Handler")).toEqual([rule("MyApi", "a", '["x"]')]);
  });

  it.each(["$disconnect"])("are rejected on %s, where the handler cleans up", (key) => {
    const { message } = refused((stack) => {
      const { api, users } = guardedApi(stack);
      api.route(key, "src/disconnect.handler", asking(users.id, "x"));
    });
    expect(message).toContain('"auth.jwt.scopes" can\'t be set on the route "$disconnect"');
    expect(message).toContain('got ["x"]. Remove the scopes.');
  });

  it("for all routes are checked on message routes and by the authorizer", () => {
    const made = synth((stack) => {
      const fields = {};
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args: fields } } });
      const users = api.addAuthorizer("users", { jwt: tokens });
      Object.assign(fields, asking(users.id, "x"));
      const fn = shared(stack);
      for (const key of ["$connect", "$disconnect", "$default", "a"]) api.route(key, fn);
    });
    expect(rulesOf(made, "Shared")).toEqual([
      rule("MyApi", "$connect"),
      rule("MyApi", "$default", '["x"]'),
      rule("MyApi", "$disconnect"),
      rule("MyApi", "a", '["x"]'),
    ]);
    expect(variablesOf(made, "MyApi_Authorizerusers_Handler").JWT_SCOPES).toBe('["x"]');
  });

  type Edit = (jwt: { scopes?: string[] }) => void;

  it.each<[string, Edit]>([
    ["removed", (jwt) => void delete jwt.scopes],
    ["emptied", (jwt) => jwt.scopes?.pop()],
    ["added to", (jwt) => jwt.scopes?.push("further")],
    ["exchanged", (jwt) => jwt.scopes?.splice(0, 1, "other")],
  ])("are rejected where transform.route.args has them %s in place", (_, edit) => {
    for (const key of ["$connect", "a"]) {
      const { message } = refused((stack) => {
        const args = ({ auth }: { auth?: unknown }) => void edit((auth as { jwt: object }).jwt);
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args } } });
        const users = api.addAuthorizer("users", { jwt: tokens });
        api.route(key, "src/default.handler", asking(users.id, "x"));
      });
      expect(message).toMatch(
        /^"transform\.route\.args" can't remove or loosen the "auth" of the route|^"auth\.jwt\.scopes" has to/,
      );
      expect(message).toContain(`"${key}"`);
    }
  });

  it("may be reduced by transform.route.args", () => {
    const made = synth((stack) => {
      const args = ({ auth }: { auth?: unknown }) => void (auth as { jwt: { scopes?: string[] } }).jwt.scopes?.pop();
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args } } });
      const users = api.addAuthorizer("users", { jwt: tokens });
      api.route("$connect", given, asking(users.id));
      api.route("a", "src/default.handler", asking(users.id, "x", "y"));
    });
    expect(rulesOf(made, "MyApi_Routea_Handler")).toEqual([rule("MyApi", "a", '["x"]')]);
  });
});

describe("a guard", () => {
  it("reads every route of its function, with and without scopes, in any order", () => {
    const keys: Readonly<Record<string, string[]>> = { a: ["x"], b: ["x", "y"], c: ["z"], open: [] };
    const build = (order: readonly string[]) =>
      synth((stack) => {
        const { api, users } = guardedApi(stack);
        const fn = shared(stack);
        for (const key of order) api.route(key, fn, asking(users.id, ...(keys[key] ?? [])));
      });
    const made = build(["open", "a", "b", "c"]);
    expect(rulesOf(made, "Shared")).toEqual([
      rule("MyApi", "a", '["x"]'),
      rule("MyApi", "b", '["x", "y"]'),
      rule("MyApi", "c", '["z"]'),
      rule("MyApi", "open"),
    ]);
    for (const order of [
      ["c", "b", "a", "open"],
      ["b", "open", "c", "a"],
    ])
      expect(variablesOf(build(order), "Shared")).toEqual(variablesOf(made, "Shared"));
  });

  it("reads the routes of several APIs", () => {
    const made = synth((stack) => {
      const fn = shared(stack);
      const { api, users } = guardedApi(stack, "One");
      api.route("a", fn, asking(users.id, "x"));
      const other = guardedApi(stack, "Two");
      other.api.route("a", fn, asking(other.users.id, "y"));
      new aws.ApiGatewayWebSocket(stack, "Three").route("a", fn);
    });
    expect(rulesOf(made, "Shared")).toEqual([rule("One", "a", '["x"]'), rule("Three", "a"), rule("Two", "a", '["y"]')]);
  });

  type Form = (fn: aws.Function) => aws.Function | LambdaFunction | string;
  const forms: [string, Form][] = [
    ["itself", (fn) => fn],
    ["its ARN", (fn) => fn.arn],
    ["its resource", (fn) => fn.nodes.function],
    ["the ARN of its resource", (fn) => fn.nodes.function.arn],
    ["a literal reference", (fn) => `\${aws_lambda_function.${fn.nodes.function.friendlyUniqueId}.arn}`],
  ];

  it.each(forms)("reads routes and scopes of a function passed as %s", (_, form) => {
    for (const isFirst of [true, false]) {
      const made = synth((stack) => {
        const { api, users } = guardedApi(stack);
        const fn = shared(stack);
        if (isFirst) api.route("open", form(fn));
        api.route("a", form(fn), asking(users.id, "x"));
        if (!isFirst) api.route("open", fn);
      });
      expect(rulesOf(made, "Shared")).toEqual([rule("MyApi", "a", '["x"]'), rule("MyApi", "open")]);
    }
  });

  it("reads routes that share the function of another route", () => {
    const made = synth((stack) => {
      const { api, users } = guardedApi(stack);
      const { nodes } = api.route("open", "src/default.handler");
      api.route("a", nodes.function as aws.Function, asking(users.id, "x"));
    });
    expect(rulesOf(made, "MyApi_Routeopen_Handler")).toEqual([rule("MyApi", "a", '["x"]'), rule("MyApi", "open")]);
  });

  it.each(["ignore", "refuse", undefined] as const)("reads whether it ignores the expiry of tokens: %s", (expire) => {
    const made = synth((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const users = api.addAuthorizer("users", { jwt: { ...tokens, expire } });
      api.route("$connect", "src/connect.handler", asking(users.id));
      const fn = shared(stack);
      api.route("a", fn, asking(users.id, "x"));
      api.route("open", fn);
      api.route("b", "src/default.handler", asking(users.id, "x"));
    });
    const ignores = (id: string) => rulesOf(made, id).filter((text) => String(text).includes('"expire" = "ignore"'));
    const count = expire === "ignore" ? 1 : 0;
    expect([ignores("Shared"), ignores("MyApi_Routeb_Handler")].map(({ length }) => length)).toEqual([count, count]);
    expect(JSON.stringify(made.json).includes("expire")).toBe(expire === "ignore");
  });

  it("has a stable variable name for a route", () => {
    const made = synth((stack) => {
      const { api, users } = guardedApi(stack);
      api.route("a", "src/default.handler", asking(users.id, "x"));
    });
    expect(Object.keys(variablesOf(made, "MyApi_Routea_Handler"))).toContain("WEBSOCKET_ROUTE_4F9395650415");
  });

  it("changes no existing resource when a route is added", () => {
    const build = (isLater: boolean) =>
      synth((stack) => {
        const { api, users } = guardedApi(stack);
        const fn = shared(stack);
        api.route("a", fn, asking(users.id, "x"));
        if (isLater) api.route("b", fn, asking(users.id, "y"));
        api.route("$default", fn);
        if (isLater) api.route("c", "src/default.handler", asking(users.id, "y"));
      });
    const [before, after] = [build(false).json.resource, build(true).json.resource];
    // The stage depends on the new routes too.
    for (const [type, resources] of Object.entries(before ?? {}))
      if (type !== "aws_apigatewayv2_stage") expect(after?.[type]).toMatchObject(resources);
    expect(JSON.stringify(after)).toContain('\\"y\\"');
  });

  it("is added with the first scoped route of a function, and changes no other value", () => {
    const build = (isGuarded: boolean) =>
      synth((stack) => {
        const { api, users } = guardedApi(stack);
        const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler", environment: { TABLE: "t" } });
        api.route("$default", fn);
        if (isGuarded) api.route("a", fn, asking(users.id, "x"));
      });
    expect(variablesOf(build(false), "Shared")).not.toHaveProperty("WEBSOCKET_ROUTE_4F9395650415");
    expect(build(true).byAddress(LambdaFunction)).toMatchObject(build(false).byAddress(LambdaFunction));
  });

  it("counts in the size of the environment", () => {
    const { message } = refused((stack) => {
      const { api, users } = guardedApi(stack);
      api.route("a", shared(stack), asking(users.id, "x".repeat(4000)));
    });
    expect(message).toMatch(
      /"environment" takes at most 4096 bytes of names and values.+WEBSOCKET_ROUTE_4F9395650415 40/,
    );
  });

  describe("is rejected for", () => {
    const unwrappable: Readonly<
      Record<string, (stack: TerraformStack) => [Parameters<aws.ApiGatewayWebSocket["route"]>[1], string]>
    > = {
      "an ARN": () => [given, "it is given by its ARN, so its code is elsewhere"],
      "an ARN known only after apply": (stack) => [
        new TerraformVariable(stack, "arn", { type: "string" }).stringValue,
        "it is given by its ARN",
      ],
      "a version of a function": (stack) => [shared(stack).nodes.function.qualifiedArn, "it is given by its ARN"],
      "an alias of a function": (stack) => {
        const functionName = shared(stack).name;
        return [new LambdaAlias(stack, "Live", { name: "live", functionName, functionVersion: "1" }).arn, "by its ARN"];
      },
      "a function of the provider": (stack) => [
        new LambdaFunction(stack, "Plain", { functionName: "plain", role: "arn:aws:iam::123456789012:role/plain" }),
        "it is a LambdaFunction of the provider, whose code is not bundled here",
      ],
      "a ready directory": () => [{ handler: "index.handler", bundle: "ready" }, 'its "bundle" is deployed as it is'],
      "another runtime": () => [
        { handler: "index.handler", bundle: "ready", runtime: "python3.13" },
        'its "bundle" is deployed as it is',
      ],
    };

    it.each(Object.entries(unwrappable))("%s", (_, make) => {
      let part = "";
      const error = refused((stack) => {
        const { api, users } = guardedApi(stack);
        const [handler, reason] = make(stack);
        part = reason;
        api.route("a", handler, asking(users.id, "x"));
      });
      expect(error.message).toContain(`"auth.jwt.scopes" of the route "a" can't be checked`);
      expect(error.message).toContain(part);
      expect(error.constructPath).toBe("chat-dev/MyApi/Route a");
    });

    it("a function with a ready directory from transform.route.handler", () => {
      const { message } = refused((stack) => {
        const handler = { handler: "index.handler", bundle: "ready" };
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { handler } } });
        const users = api.addAuthorizer("users", { jwt: tokens });
        api.route("a", "src/default.handler", asking(users.id, "x"));
      });
      expect(message).toContain('its "bundle" is deployed as it is');
    });

    it("a function that is also an authorizer", () => {
      const { message } = refused((stack) => {
        const fn = shared(stack);
        const { api, users } = guardedApi(stack);
        api.route("a", fn, asking(users.id, "x"));
        const other = new aws.ApiGatewayWebSocket(stack, "Other");
        const doorman = other.addAuthorizer("doorman", { lambda: { function: fn } });
        other.route("$connect", given, { auth: { lambda: doorman.id } });
      });
      expect(message).toContain("Create a function for each use, from the same source: new aws.Function(…).");
    });
  });

  describe("of a function of another stack", () => {
    const elsewhere = (stack: TerraformStack) => testStack("other-dev", stack.node.root as never);

    it.each(forms.slice(0, -1))(
      "is rejected for an API with %s, because their stacks would depend on each other",
      (_, form) => {
        const { message } = refused((stack) => {
          const { api, users } = guardedApi(stack);
          api.route("a", form(shared(elsewhere(stack))), asking(users.id, "x"));
        });
        expect(message).toContain('got a function of the stack "other-dev" for an API of "chat-dev"');
        expect(message).toContain("Create the function in the API's stack.");
      },
    );

    it.each(forms.slice(0, -1))("is rejected for an open route with %s, before or after", (_, form) => {
      for (const isBefore of [true, false]) {
        const { message } = refused((stack) => {
          const { api, users } = guardedApi(stack);
          const fn = shared(stack);
          const other = new aws.ApiGatewayWebSocket(elsewhere(stack), "Other");
          const guard = () => api.route("a", fn, asking(users.id, "x"));
          if (!isBefore) guard();
          other.route("open", form(fn));
          if (isBefore) guard();
        });
        expect(message).toContain('"handler" of the route "open" can\'t be a function of another stack');
        expect(message).toContain('got "chat-dev/Shared" for an API of "other-dev"');
      }
    });

    it("is not needed for routes without scopes", () => {
      const app = testStack().node.root as never;
      const stack = testStack("chat2-dev", app);
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      expect(() => api.route("a", shared(testStack("other-dev", app)))).not.toThrow();
    });
  });

  describe("rejects other variables with its prefix", () => {
    const name = "WEBSOCKET_ROUTE_000000000000";
    const value = '{"api":"abc123","route":"open","reply":false}';

    it.each<[string, (fn: LambdaFunction, stack: TerraformStack) => void]>([
      ["an override", (fn) => fn.addOverride(`environment.variables.${name}`, value)],
      [
        "the stack's override",
        (fn, stack) =>
          stack.addOverride(`resource.aws_lambda_function.${fn.friendlyUniqueId}.environment.variables.${name}`, value),
      ],
      [
        "an aspect",
        (_, stack) =>
          Aspects.of(stack).add({
            visit: (node) => {
              if (node instanceof LambdaFunction)
                node.putEnvironment({ variables: { ...node.environmentInput?.variables, [name]: value } });
            },
          }),
      ],
    ])("from %s", (_, change) => {
      const { message } = refused((stack) => {
        const { api, users } = guardedApi(stack, "MyApi", "src/connect.handler");
        const fn = shared(stack);
        api.route("a", fn, asking(users.id, "x"));
        change(fn.nodes.function, stack);
      });
      expect(message).toContain(`"environment" can't set "${name}"`);
    });

    it("from the function's environment", () => {
      const { message } = refused((stack) => {
        const { api, users } = guardedApi(stack);
        api.route("a", { handler: "src/default.handler", environment: { [name]: value } }, asking(users.id, "x"));
      });
      expect(message).toContain(`"environment" can't set "${name}"`);
    });

    it("only if the function has a route with scopes", () => {
      const made = synth((stack) => {
        const { api } = guardedApi(stack);
        api.route("a", { handler: "src/default.handler", environment: { [name]: value } });
      });
      expect(variablesOf(made, "MyApi_Routea_Handler")[name]).toBe(value);
    });
  });

  it("is not added without jwt authorizers", () => {
    const made = synth((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const { id } = api.addAuthorizer("doorman", { lambda: decider });
      const fn = shared(stack);
      api.route("$connect", fn, { auth: { lambda: id } });
      api.route("a", fn, { auth: { lambda: id } });
    });
    expect(rulesOf(made, "Shared")).toEqual([]);
  });
});
