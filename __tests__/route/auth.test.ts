import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { type TerraformStack, Testing } from "cdktf";
import { type ApiGatewayWebSocketArgs, aws, type RouteAuth } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { given, refused } from "../support/ways";
import { asking, decider, handlers, kinds, tokens } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

type Transform = NonNullable<ApiGatewayWebSocketArgs["transform"]>["route"];

/** The authorization type and the authorizer of each route of an API. */
function authOf(build: (api: aws.ApiGatewayWebSocket, stack: TerraformStack) => void, route?: Transform) {
  const made = synth((stack) => build(new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route } }), stack));
  const entries = made.all(Apigatewayv2Route).map((route) => {
    const { route_key, authorization_type, authorizer_id } = route;
    const named = /\.MyApi_Authorizer(\w+)_Authorizer_\w+\.id\}$/.exec(String(authorizer_id))?.[1];
    return [route_key, [authorization_type, ...("authorizer_id" in route ? [named] : [])]];
  });
  return Object.fromEntries(entries);
}

const onConnect = { iam: ["AWS_IAM"], lambda: ["CUSTOM", "doorman"], jwt: ["CUSTOM", "users"] } as const;
const open = ["NONE"];

describe.each(Object.entries(kinds))("%s auth", (kind, add) => {
  const expected = onConnect[kind as keyof typeof onConnect];

  it("is the authorization of $connect, and NONE on the routes that rely on it", () => {
    const routes = authOf((api) => {
      const auth = add(api);
      api.route("$connect", given, { auth });
      api.route("sendMessage", given, { auth });
      api.route("$disconnect", given, { auth });
      api.route("open", given);
    });
    expect(routes).toEqual({ $connect: expected, sendMessage: open, $disconnect: open, open });
  });

  it.each([[["$connect", "a", "$default"]], [["a", "$connect", "$default"]], [["$default", "a", "$connect"]]])(
    "may be declared in the order %j",
    (keys) => {
      const routes = authOf((api) => {
        const auth = add(api);
        for (const key of keys) api.route(key, given, { auth });
      });
      expect(routes).toEqual({ $connect: expected, a: open, $default: open });
    },
  );

  it("is created before the routes that rely on it, but not before others", () => {
    const made = synth((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const auth = add(api);
      api.route("before", given, { auth });
      api.route("$connect", given, { auth });
      api.route("after", given, { auth });
      api.route("open", given);
    });
    const waits = made
      .all(Apigatewayv2Route)
      .map(({ route_key, depends_on }: Record<string, unknown>) => [route_key, JSON.stringify(depends_on ?? [])]);
    const connect = expect.stringMatching(/^\["aws_apigatewayv2_route\.MyApi_Routeconnect_Route_\w+"\]$/);
    const permission = expect.stringMatching(/^\["aws_lambda_permission\.MyApi_Authorizer\w+_Permission_\w+"\]$/);
    expect(Object.fromEntries(waits)).toEqual({
      before: connect,
      after: connect,
      // Clients can connect only when API Gateway may invoke the authorizer.
      $connect: kind === "iam" ? "[]" : permission,
      open: "[]",
    });
  });

  it("can be set for all routes by transform.route.args, as an object or a function", () => {
    const fields: { auth?: RouteAuth } = {};
    const build = (api: aws.ApiGatewayWebSocket) => {
      fields.auth = add(api);
      for (const key of ["a", "$connect", "$disconnect"]) api.route(key, given);
    };
    const all = { $connect: expected, a: open, $disconnect: open };
    expect(authOf(build, { args: fields })).toEqual(all);
    expect(authOf(build, { args: (args) => void Object.assign(args, fields) })).toEqual(all);
  });

  it("is rejected without $connect, with a working line to add", () => {
    const build = (api: aws.ApiGatewayWebSocket) => {
      const auth = add(api);
      api.route("a", given, { auth });
      return "iam" in auth ? undefined : { id: "lambda" in auth ? auth.lambda : auth.jwt?.authorizer };
    };
    const { message } = refused((stack) => build(new aws.ApiGatewayWebSocket(stack, "MyApi")));
    const line = /Add (api\.route\(.+\}\))[.,]/.exec(message)?.[1] ?? "";
    const routes = authOf((api) => new globalThis.Function("api", "authorizer", line)(api, build(api)));
    expect(routes).toEqual({ $connect: expected, a: open });
  });

  it("is rejected where $connect is open, with a working argument to add", () => {
    const build = (api: aws.ApiGatewayWebSocket, args?: string) => {
      const auth = add(api);
      const authorizer = "iam" in auth ? undefined : { id: "lambda" in auth ? auth.lambda : auth.jwt?.authorizer };
      api.route("a", given, { auth });
      api.route("$connect", given, args ? new globalThis.Function("authorizer", `return (${args})`)(authorizer) : {});
    };
    const { message } = refused((stack) => build(new aws.ApiGatewayWebSocket(stack, "MyApi")));
    expect(message).toContain('as the third argument of its route("$connect", …)');
    expect(message).toContain('(ApiGatewayWebSocket "MyApi" at chat-dev/MyApi)');
    const args = /Add (\{.+\}) as the third/.exec(message)?.[1];
    expect(authOf((api) => build(api, args))).toEqual({ $connect: expected, a: open });
  });

  it("accepts transforms and overrides of other attributes", () => {
    const routes = authOf((api) => {
      const auth = add(api);
      const { nodes } = api.route("$connect", given, { auth, transform: { route: { operationName: "connect" } } });
      nodes.route.addOverride("model_selection_expression", "$request.body.action");
      const edit = (route: { operationName?: string }) => {
        route.operationName = "a";
      };
      api.route("a", given, { auth, transform: { route: edit } });
    });
    expect(routes).toEqual({ $connect: expected, a: open });
  });

  it.each<[string, unknown]>([
    ["removed by an object", { auth: false }],
    ["removed by undefined", { auth: undefined }],
    ["removed by a function", (args: { auth?: unknown }) => void Object.assign(args, { auth: false })],
    ["deleted by a function", (args: { auth?: unknown }) => void delete args.auth],
    [
      "emptied in place",
      ({ auth }: { auth: Record<string, unknown> }) => {
        for (const key of Object.keys(auth)) delete auth[key];
      },
    ],
    ["replaced by another kind", { auth: { [kind === "iam" ? "lambda" : "iam"]: true } }],
    [
      "given a second kind in place",
      ({ auth }: { auth: object }) => void Object.assign(auth, { iam: true, lambda: "x" }),
    ],
    [
      "turned off in place",
      ({ auth }: { auth: Record<string, unknown> }) => {
        for (const key of Object.keys(auth)) auth[key] = false;
      },
    ],
  ])("is rejected where it is %s in transform.route.args", (_, args) => {
    for (const key of ["$connect", "a"]) {
      const { message } = refused((stack) => {
        const transform = { route: { args: args as never } };
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform });
        api.route(key, given, { auth: add(api) });
      });
      expect(message).toContain(`"${key}"`);
      expect(message).toMatch(/^"auth[".]|^"transform\.route\.args" /);
    }
  });
});

describe("auth", () => {
  it.each([[{}], [{ auth: false }], [{ auth: undefined }]] as const)("is open with %j", (args) => {
    expect(authOf((api) => api.route("$connect", given, args))).toEqual({ $connect: open });
  });

  it.each([[{}], [{ iam: false }], [{ lambda: "abc" }], [{ jwt: { authorizer: "abc" } }], [true], [null]])(
    "rejects %j on every route and names the route",
    (auth) => {
      for (const key of ["$connect", "a"]) {
        const { message } = refused((stack) => {
          new aws.ApiGatewayWebSocket(stack, "MyApi").route(key, given, { auth: auth as never });
        });
        expect(message).toContain(`Route: "${key}".`);
      }
    },
  );

  it("finds an authorizer by every token of its id", () => {
    const routes = authOf((api) => {
      const { nodes } = api.addAuthorizer("users", { jwt: tokens });
      api.route("$connect", given, asking(nodes.authorizer.id));
      api.route("a", given, asking(nodes.authorizer.id));
    });
    expect(routes).toEqual({ $connect: onConnect.jwt, a: open });
  });

  it.each<[string, (stack: TerraformStack) => TerraformStack]>([
    ["its own", (stack) => stack],
    ["another", (stack) => testStack("other-dev", stack.node.root as never)],
  ])("rejects the authorizer of another API of %s stack and names that API", (_, stackOf) => {
    const { message } = refused((stack) => {
      const other = new aws.ApiGatewayWebSocket(stackOf(stack), "Other");
      const users = other.addAuthorizer("users", { jwt: tokens });
      other.route("$connect", given, asking(users.id));
      new aws.ApiGatewayWebSocket(stack, "MyApi").route("$connect", given, asking(users.id));
    });
    expect(message).toMatch(
      /is the id of the authorizer "users" of another API; got one of "(chat|other)-dev\/Other"\./,
    );
  });

  it("rejects an authorizer of the other kind and shows the key to use", () => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      api.route("$connect", given, { auth: { lambda: api.addAuthorizer("users", { jwt: tokens }).id } });
    });
    expect(message).toContain("Use { jwt: { authorizer: authorizer.id } }.");
  });

  it("rejects a second authorizer, which $connect does not use", () => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      api.route("$connect", given, asking(api.addAuthorizer("users", { jwt: tokens }).id));
      api.route("a", given, asking(api.addAuthorizer("admins", { jwt: tokens }).id));
    });
    expect(message).toContain('which has jwt with the authorizer "users"; got jwt with the authorizer "admins"');
  });

  describe("as on SST's page, with the same auth on $connect", () => {
    const page: Readonly<Record<string, (api: aws.ApiGatewayWebSocket, stack: TerraformStack) => object>> = {
      "a Lambda authorizer": (api) => {
        const { id } = api.addAuthorizer({ name: "myAuthorizer", lambda: { function: "src/authorizer.index" } });
        return { lambda: id };
      },
      "a Lambda authorizer's options": (api) => {
        const lambda = {
          function: { handler: "src/authorizer.index", memory: "2048 MB" },
          identitySources: ["$request.header.RequestToken"],
          response: "iam",
        } as const;
        return { lambda: api.addAuthorizer("myAuthorizer", { lambda }).id };
      },
      "a JWT authorizer": (api) => {
        const jwt = { ...tokens, identitySource: "$request.header.AccessToken" };
        return { jwt: { authorizer: api.addAuthorizer({ name: "myAuthorizer", jwt }).id } };
      },
      "scopes of a JWT": (api) => {
        const myAuthorizer = api.addAuthorizer({ name: "myAuthorizer", jwt: tokens });
        return { jwt: { authorizer: myAuthorizer.id, scopes: ["read:profile", "write:profile"] } };
      },
      "a user pool of Cognito": (api, stack) => {
        const pool = new CognitoUserPool(stack, "MyUserPool", { name: "users" });
        const client = new CognitoUserPoolClient(stack, "Web", { name: "web", userPoolId: pool.id });
        const { region } = new DataAwsRegion(stack, "Region");
        const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.id}`;
        const authorizer = api.addAuthorizer({ name: "myCognitoAuthorizer", jwt: { issuer, audiences: [client.id] } });
        return { jwt: { authorizer: authorizer.id } };
      },
      IAM: () => ({ iam: true }),
    };

    it.each(Object.entries(page))("synthesizes %s on routes, and without $connect shows the line to add", (_, add) => {
      const build = (isConnected: boolean) => (stack: TerraformStack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        const auth = add(api, stack);
        api.route("GET /", "src/get.handler", { auth });
        api.route("sendMessage", "src/sendMessage.handler", { auth });
        if (isConnected) api.route("$connect", "src/connect.handler", { auth });
      };
      const stack = testStack();
      build(true)(stack);
      expect(() => Testing.synth(stack)).not.toThrow();
      expect(refused(build(false)).message).toContain('Add api.route("$connect", "src/connect.handler", { auth: {');
    });
  });

  it("accepts an authorizer with an existing function", () => {
    const routes = authOf((api) => {
      api.route("$connect", given, { auth: { lambda: api.addAuthorizer("doorman", { lambda: decider }).id } });
    });
    expect(routes).toEqual({ $connect: onConnect.lambda });
  });
});
