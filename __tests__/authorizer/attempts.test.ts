import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { App, Testing } from "cdktf";
import { aws, type RouteAuth } from "../../lib";
import { asking, guardedApi, handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refusal, refused, temporaryFolder } from "../support/ways";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

/** A getter that returns its value for a number of reads, and undefined afterwards. */
function fleeting<T>(value: T, reads: number): () => T | undefined {
  let left = reads;
  return () => (left-- > 0 ? value : undefined);
}

describe("auth of a getter that changes", () => {
  const transform = { route: { args: { reply: false } } };

  it.each([1, 2, 3])("is never lost without an error, here after %d reads", (reads) => {
    const read = fleeting({ iam: true } as const, reads);
    const stack = testStack();
    const args = {
      get auth() {
        return read();
      },
    };
    let made: string;
    try {
      new aws.ApiGatewayWebSocket(stack, "MyApi", { transform }).route("$connect", "src/connect.handler", args);
      made = Testing.synth(stack);
    } catch (error) {
      made = (error as Error).message;
    }
    expect(made).toMatch(/"AWS_IAM"|can't remove or loosen the "auth" of the route "\$connect"/);
  });

  it("is rejected where it is a class with members in its prototype", () => {
    class Auth {
      public get iam(): true {
        return true;
      }
    }
    const build = () =>
      refused((stack) =>
        new aws.ApiGatewayWebSocket(stack, "MyApi").route("$connect", "src/connect.handler", { auth: new Auth() }),
      );
    expect(build().message).toContain('"auth" has to be a plain object');
  });
});

describe("a route of an API with auth", () => {
  it("can't be moved to a route that the user created directly", () => {
    const error = refused((stack) => {
      const { api, connect } = guardedApi(stack);
      const open = new Apigatewayv2Route(stack, "Open", { apiId: api.nodes.api.id, routeKey: "$connect" });
      open.addMoveTarget("open");
      connect.nodes.route.moveTo("open");
    });
    expect(error.message).toContain("got a stack without the resource");
  });

  it.each([
    ["authorization_type.value", "NONE"],
    ["authorizer_id.value", "abc123"],
    ["count.value", 0],
  ])("can't be opened in HCL by an override of %s", (path, value) => {
    const stack = testStack();
    guardedApi(stack).connect.nodes.route.addOverride(path, value);
    expect(refusal(() => Testing.synthHcl(stack)).message).toContain('"auth" of the route "$connect"');
  });
});

describe("bundling options", () => {
  const options: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    define: { define: { "process.env": "{}" } },
    alias: { alias: { "scope-guard": "./src/default.ts" } },
    inject: { inject: ["./src/default.ts"] },
    footer: { footer: { js: "var handler;" } },
    pure: { pure: ["hasOneOf", "guardScopes"] },
    "other module locations": { packages: "external", nodePaths: ["src"], mainFields: ["x"], conditions: ["x"] },
  };

  it.each(Object.keys(options))("don't remove the guard from a handler: %s", async (name) => {
    const outdir = temporaryFolder();
    const app = new App({ outdir });
    const { api, users } = guardedApi(testStack("chat-dev", app));
    const handler = { handler: "src/default.handler", nodejs: { format: "cjs" as const, esbuild: options[name] } };
    api.route("send", handler, asking(users.id, "chat:write"));
    app.synth();
    const functions = join(outdir, "stacks/chat-dev/functions");
    const folder = readdirSync(functions).find((file) => file.includes("Routesend")) as string;
    const context = { apiId: "abc123", routeKey: "send", eventType: "MESSAGE", connectionId: "c" };
    expect(await answer(join(functions, folder, "index.cjs"), { requestContext: context })).not.toBe(200);
  });

  /** The status code that a handler returns, or its error. */
  async function answer(file: string, event: unknown): Promise<unknown> {
    const rule = { api: "abc123", route: "send", reply: false, scopes: ["chat:write"] };
    process.env.WEBSOCKET_ROUTE_00000000 = JSON.stringify(rule);
    try {
      return (await createRequire(file)(file).handler(event)).statusCode;
    } catch (error) {
      return error;
    } finally {
      delete process.env.WEBSOCKET_ROUTE_00000000;
    }
  }
});

describe("scopes of a transform", () => {
  it("can't be added by changing the declared list in place", () => {
    const open = (args: { auth?: RouteAuth | false }) => {
      if (typeof args.auth === "object" && "jwt" in args.auth) (args.auth.jwt?.scopes as string[])?.push("chat:read");
    };
    const error = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args: open } } });
      const users = api.addAuthorizer("users", { jwt: { issuer: "https://issuer.com/", audiences: ["chat"] } });
      api.route("$connect", "src/connect.handler", asking(users.id, "chat:write"));
    });
    expect(error.message).toContain('can\'t remove or loosen the "auth" of the route "$connect"');
  });
});
