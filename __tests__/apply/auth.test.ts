import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { Fn, TerraformOutput, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { type ApiGatewayWebSocketRouteArgs, aws, type RouteAuth } from "cdktf-apigateway-websocket";
import { itLives, type Life } from "./life";
import { base, open, ownFunction } from "./routes-table";

const tokens = { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] };
const notes = ["no-connections-policy"];

const kinds: Readonly<Record<string, (api: aws.ApiGatewayWebSocket) => RouteAuth>> = {
  iam: () => ({ iam: true }),
  lambda: (api) => ({ lambda: api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } }).id }),
  jwt: (api) => ({ jwt: { authorizer: api.addAuthorizer("users", { jwt: tokens }).id } }),
};

function prepare(life: Life): void {
  life.write("src/authorizer.ts", "export const handler = async () => ({ isAuthorized: false });\n");
}

type Ask = (...scopes: string[]) => ApiGatewayWebSocketRouteArgs;

/** An API whose clients have a token, and a function that several routes share. */
function chat(routes: (api: aws.ApiGatewayWebSocket, fn: aws.Function, ask: Ask, stack: TerraformStack) => void) {
  return (stack: TerraformStack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "Api");
    const { id } = api.addAuthorizer("users", { jwt: tokens });
    const fn = new aws.Function(stack, "Shared", { handler: "src/chat.handler" });
    const ask: Ask = (...scopes) => ({ auth: { jwt: { authorizer: id, ...(scopes.length > 0 && { scopes }) } } });
    routes(api, fn, ask, stack);
    new TerraformOutput(stack, "api", { value: api.nodes.api.id, staticId: true });
    // Without this function's own, so that the names of what follows are not the same.
    const { environmentInput } = fn.nodes.function;
    const rules = Object.entries(environmentInput?.variables ?? {}).filter(([name]) => name.startsWith("WEBSOCKET_"));
    new TerraformOutput(stack, "rules", { value: rules.map(([, value]) => value), staticId: true });
  };
}

/** What Terraform tells the guard of the shared function. */
function rulesOf(life: Life): unknown[] {
  const { rules, api } = life.output();
  const told = (rules as string[]).map((rule) => JSON.parse(rule) as { api: string; route: string });
  for (const rule of told) expect(rule.api).toBe(api);
  return told.map(({ api: _, ...rule }) => rule).sort((a, b) => (a.route < b.route ? -1 : 1));
}

describe("auth", () => {
  itLives(`of any kind (${Object.keys(kinds)}) applies on every route, goes, and comes back`, { notes }, (life) => {
    prepare(life);
    const build = (isOn: boolean) => (stack: TerraformStack) => {
      for (const [kind, make] of Object.entries(kinds)) {
        const api = new aws.ApiGatewayWebSocket(stack, kind);
        const args = isOn ? { auth: make(api) } : {};
        api.route("chat", "src/chat.handler", args);
        api.route("$connect", base.$connect, args);
        api.route("$default", base.$default, args);
        api.route("$disconnect", "src/disconnect.handler", args);
      }
    };
    const routes = Object.keys(kinds)
      .map((kind) => `update aws_apigatewayv2_route.${kind}_Routeconnect_Route`)
      .sort();
    life.apply(build(true));
    const off = life.apply(build(false), { notes: open });
    expect(off.filter((line) => !line.includes("Authorizerusers"))).toEqual(routes);
    const on = life.apply(build(true));
    expect(on.filter((line) => !line.includes("Authorizerusers"))).toEqual(routes);
  });

  itLives("changes its kind", { notes }, (life) => {
    prepare(life);
    const build = (kind: string) => (stack: TerraformStack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Api");
      const auth = kinds[kind]?.(api);
      api.route("$connect", base.$connect, { auth });
      api.route("$default", base.$default, { auth });
    };
    for (const kind of ["iam", "jwt", "iam", "lambda", "jwt", "lambda"]) life.apply(build(kind));
  });
});

describe("scopes", () => {
  itLives("of three routes and a fourth without reach the guard of their function", { notes }, (life) => {
    life.apply(
      chat((api, fn, ask) => {
        api.route("$connect", base.$connect, ask());
        api.route("read", fn, { ...ask("chat:read", "chat:write"), reply: true });
        api.route("write", fn, ask("chat:write"));
        api.route("admin", fn, ask("chat:admin", 'odd"scope\\'));
        api.route("$default", fn);
      }),
    );
    expect(rulesOf(life)).toEqual([
      { route: "$default", reply: false, scopes: null },
      { route: "admin", reply: false, scopes: ["chat:admin", 'odd"scope\\'] },
      { route: "read", reply: true, scopes: ["chat:read", "chat:write"] },
      { route: "write", reply: false, scopes: ["chat:write"] },
    ]);
  });

  const scoped = (isTold: boolean) =>
    chat((api, fn, ask) => {
      api.route("$connect", base.$connect, isTold ? ask("chat:read", "chat:write") : ask());
      api.route("$default", fn, ask());
    });

  itLives("of $connect are a change of the authorizer's function alone", { notes }, (life) => {
    life.apply(scoped(false));
    const change = ["update aws_lambda_function.Api_Authorizerusers_Handler_Function"];
    expect(life.apply(scoped(true))).toEqual(change);
    expect(life.apply(scoped(false))).toEqual(change);
  });

  itLives("may be known to Terraform alone, one by one or the whole list", { notes }, (life) => {
    life.apply((stack) => {
      const pool = new CognitoUserPool(stack, "Pool", { name: "chat" });
      const client = new CognitoUserPoolClient(stack, "Client", { name: "web", userPoolId: pool.id });
      const names = new TerraformVariable(stack, "names", { type: "set(string)", default: ["b", "a"] });
      // The pool's id is known after it is made, and so is everything of it.
      const list = Token.asList(Fn.formatlist("%s/%s", [pool.id, names.listValue]));
      const api = new aws.ApiGatewayWebSocket(stack, "Api");
      const { id } = api.addAuthorizer("users", { jwt: { ...tokens, audiences: [client.id] } });
      const fn = new aws.Function(stack, "Shared", { handler: "src/chat.handler" });
      const ask = (scopes: string[]) => ({ auth: { jwt: { authorizer: id, scopes } } });
      api.route("$connect", base.$connect, ask(list));
      api.route("$default", base.$default);
      api.route("one", fn, ask([`${pool.id}/x`, "y"]));
      api.route("all", fn, ask(list));
      const { variables = {} } = fn.nodes.function.environmentInput ?? {};
      const rules = Object.entries(variables).filter(([name]) => name.startsWith("WEBSOCKET_"));
      new TerraformOutput(stack, "rules", { value: rules.map(([, value]) => value), staticId: true });
      new TerraformOutput(stack, "api", { value: api.nodes.api.id, staticId: true });
      new TerraformOutput(stack, "pool", { value: pool.id, staticId: true });
    });
    const { pool } = life.output();
    expect(rulesOf(life)).toEqual([
      { route: "all", reply: false, scopes: [`${pool}/a`, `${pool}/b`] },
      { route: "one", reply: false, scopes: [`${pool}/x`, "y"] },
    ]);
  });

  for (const key of ["$connect", "read"])
    itLives(`of ${key} that turn out to be none stop the plan`, {}, (life) => {
      const none = chat((api, fn, ask, stack) => {
        const list = new TerraformVariable(stack, "none", { type: "list(string)", default: [] }).listValue;
        const { jwt } = ask().auth as { jwt: { authorizer: string } };
        const asked = { auth: { jwt: { ...jwt, scopes: list } } };
        api.route("$connect", base.$connect, key === "$connect" ? asked : ask());
        api.route("read", fn, key === "$connect" ? ask() : asked);
      });
      expect(() => life.apply(none)).toThrow(/coalescelist/);
    });
});

describe("a guarded route", () => {
  const routes = (further: (api: aws.ApiGatewayWebSocket, fn: aws.Function, ask: Ask) => void) =>
    chat((api, fn, ask) => {
      api.route("$connect", base.$connect, ask());
      api.route("$default", fn);
      further(api, fn, ask);
    });
  const guarded = (id: string, verb = "create") => [
    `${verb} aws_apigatewayv2_route.Api_Route${id}_Route`,
    `${verb} aws_apigatewayv2_route_response.Api_Route${id}_RouteResponse`,
  ];
  const shared = "update aws_lambda_function.Shared_Function";

  itLives("added to what is deployed adds itself and tells its function", { notes }, (life) => {
    life.apply(routes(() => undefined));

    const first = life.apply(routes((api, fn, ask) => api.route("write", fn, ask("chat:write"))));
    expect(first).toEqual([...guarded("write"), shared]);

    const second = life.apply(
      routes((api, fn, ask) => {
        api.route("read", fn, ask("chat:read"));
        api.route("write", fn, ask("chat:write"));
      }),
    );
    expect(second).toEqual([...guarded("read"), shared]);

    const own = life.apply(
      routes((api, fn, ask) => {
        api.route("read", fn, ask("chat:read"));
        api.route("write", fn, ask("chat:write"));
        api.route("own", "src/chat.handler", ask("chat:own"));
      }),
    );
    expect(own).toEqual([...ownFunction("create", "Routeown"), guarded("own")[1]].sort());

    const other = life.apply(
      routes((api, fn, ask) => {
        api.route("read", fn, ask("chat:write"));
        api.route("write", fn, { ...ask("chat:write"), reply: true });
        api.route("own", "src/chat.handler", ask("chat:own", "chat:write"));
      }),
    );
    expect(other).toEqual(["update aws_lambda_function.Api_Routeown_Handler_Function", shared]);

    const open = life.apply(
      routes((api, fn, ask) => {
        api.route("write", fn, ask());
        api.route("own", "src/chat.handler");
      }),
    );
    expect(open).toEqual(
      [
        ...guarded("read", "destroy"),
        "destroy aws_apigatewayv2_route_response.Api_Routeown_RouteResponse",
        "destroy aws_apigatewayv2_route_response.Api_Routewrite_RouteResponse",
        "update aws_apigatewayv2_route.Api_Routeown_Route",
        "update aws_apigatewayv2_route.Api_Routewrite_Route",
        "update aws_lambda_function.Api_Routeown_Handler_Function",
        shared,
      ].sort(),
    );
  });

  itLives("loses its guard with the auth of the API", { notes }, (life) => {
    life.apply(routes((api, fn, ask) => api.route("write", fn, ask("chat:write"))));

    const off = life.apply(
      (stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "Api");
        const fn = new aws.Function(stack, "Shared", { handler: "src/chat.handler" });
        api.route("$connect", base.$connect);
        api.route("$default", fn);
        api.route("write", fn);
      },
      { notes: open },
    );
    expect(off.filter((line) => !line.includes("Authorizerusers"))).toEqual([
      "destroy aws_apigatewayv2_route_response.Api_Routewrite_RouteResponse",
      "update aws_apigatewayv2_route.Api_Routeconnect_Route",
      "update aws_apigatewayv2_route.Api_Routewrite_Route",
      shared,
    ]);
  });

  itLives("of two APIs may share a function", { notes }, (life) => {
    life.apply((stack) => {
      const fn = new aws.Function(stack, "Shared", { handler: "src/chat.handler" });
      for (const name of ["One", "Two"]) {
        const api = new aws.ApiGatewayWebSocket(stack, name);
        const { id } = api.addAuthorizer("users", { jwt: tokens });
        const ask = (...scopes: string[]) => ({ auth: { jwt: { authorizer: id, scopes } } });
        api.route("write", fn.arn, ask(`${name}:write`));
        api.route("$connect", fn, ask(`${name}:write`, `${name}:read`));
        api.route("$disconnect", fn);
        api.route("$default", base.$default);
      }
    });
  });
});
