import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Lazy, TerraformStack, Testing, Token } from "cdktf";
import { aws, type JwtAuthorizerArgs, type RouteAuth } from "../../lib";
import { setConnectScopes } from "../../lib/authorizer/authorizer";
import { asking, guardedApi, handlers, tokens } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refusal, refused, refusedInApp, synthesizeApp } from "../support/ways";
import { arn, authorizerFunction, guarded, jwt, variables } from "./guarded";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

/** Builds an API with the scoped route `send`, and applies a change to it. */
function changed(change: (made: ReturnType<typeof guardedApi> & { send: aws.ApiGatewayWebSocketRoute }) => void) {
  return (stack: TerraformStack) => {
    const made = guardedApi(stack);
    change({ ...made, send: made.api.route("send", "src/default.handler", asking(made.users.id, "chat:write")) });
  };
}

describe("auth that is not a plain object", () => {
  class Scopes {
    constructor(public readonly authorizer: string) {}
    public get scopes(): string[] {
      return ["chat:write"];
    }
  }
  const hiddenScopes: Readonly<Record<string, (id: string) => object>> = {
    "of a class": (id) => new Scopes(id),
    "of its prototype": (id) => Object.assign(Object.create({ scopes: ["chat:write"] }), { authorizer: id }),
    "of a prototype without one": (id) =>
      Object.assign(Object.create(Object.assign(Object.create(null), { scopes: ["chat:write"] })), { authorizer: id }),
    "that are not enumerable": (id) => Object.defineProperty({ authorizer: id }, "scopes", { value: ["chat:write"] }),
  };

  it.each(Object.entries(hiddenScopes))("is rejected with scopes %s", (_, jwtOf) => {
    const error = refused((stack) => {
      const { api, users } = guardedApi(stack);
      api.route("send", "src/default.handler", { auth: { jwt: jwtOf(users.id) } as RouteAuth });
    });
    expect(error.message).toContain('"auth.jwt" has to be a plain object; got one whose');
  });

  it("is rejected in arguments of routes, transforms, functions and authorizers", () => {
    class Args {
      public get auth(): RouteAuth {
        return { iam: true };
      }
    }
    const api = (args?: object) => new aws.ApiGatewayWebSocket(testStack(), "MyApi", args);
    class Handler {
      public readonly handler = "src/default.handler";
      public get environment() {
        return { A1: "b" };
      }
    }
    const routes = api({ transform: { route: { args: new Args() } } });
    const says = "has to be a plain object";
    expect(refusal(() => api().route("send", "src/default.handler", new Args())).message).toContain(`"route" ${says}`);
    expect(refusal(() => routes.route("send", "src/default.handler")).message).toContain(`"transform" ${says}`);
    expect(refusal(() => api().route("send", new Handler())).message).toContain(`"handler" ${says}`);
    const users = Object.create({ jwt });
    expect(refusal(() => api().addAuthorizer("users", users)).message).toContain(`"addAuthorizer" ${says}`);
    expect(refusal(() => api().addAuthorizer({ name: "users", jwt: Object.create(jwt) })).message).toContain(
      `"jwt" ${says}`,
    );
  });

  it("is accepted where all members are enumerable own members, or without a prototype", () => {
    class Plain {
      constructor(public readonly authorizer: string) {}
    }
    const made = changed(({ api, users }) => {
      api.route("a", "src/default.handler", { auth: { jwt: new Plain(users.id) } });
      const bare = Object.assign(Object.create(null), { jwt: { authorizer: users.id } });
      api.route("b", "src/default.handler", { auth: bare });
    });
    expect(() => synth(made)).not.toThrow();
  });
});

describe("scopes that lazy values produce", () => {
  const missing: Readonly<Record<string, readonly string[]>> = {
    "one that is undefined": [Lazy.stringValue({ produce: () => undefined as never })],
    "one of two": ["chat:write", Lazy.stringValue({ produce: () => undefined as never })],
    "one that is empty": [Lazy.stringValue({ produce: () => "" })],
    "a list": Lazy.listValue({ produce: () => [] }),
    "a list that is undefined": Lazy.listValue({ produce: () => undefined }),
    "a list of any kind": Lazy.anyValue({ produce: () => null }) as never,
  };

  it.each(Object.entries(missing))(
    "are rejected where one is missing, on $connect and other routes: %s",
    (_, scopes) => {
      for (const key of ["$connect", "send"]) {
        const error = refused((stack) => {
          const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
          const { id } = api.addAuthorizer("users", { jwt: tokens });
          if (key !== "$connect") api.route("$connect", "src/connect.handler", asking(id));
          api.route(key, "src/default.handler", { auth: { jwt: { authorizer: id, scopes } } });
        });
        expect(error.message).toContain(`"auth.jwt.scopes" of the route "${key}" lost a scope at synthesis; got `);
      }
    },
  );

  it("are accepted where none is missing", () => {
    const scopes = ["chat:read", Lazy.stringValue({ produce: () => "chat:write" })];
    const late = changed(({ api, users }) => api.route("a", "src/get.handler", asking(users.id, ...scopes)));
    expect(() => synth(late)).not.toThrow();
  });
});

describe("the arguments of an authorizer", () => {
  it("are copied, so that later changes of the audiences have no effect", () => {
    const audiences = ["https://api.example.com"];
    const stack = synth((it) => {
      const api = new aws.ApiGatewayWebSocket(it, "MyApi");
      const { id } = api.addAuthorizer("users", { jwt: { ...jwt, audiences } as JwtAuthorizerArgs });
      audiences.push("https://evil.example");
      api.route("$connect", arn, asking(id));
    });
    expect(variables(authorizerFunction(stack)).JWT_AUDIENCES).toBe('["https://api.example.com"]');
  });

  it.each([{ jwt }, { lambda: { function: "src/authorizer.handler" } }])(
    "can't be changed by transform.authorizer that edits the identity sources in place: %j",
    (args) => {
      const authorizer = (config: { identitySources?: string[] }) =>
        void config.identitySources?.push("route.request.querystring.x");
      const error = refused((stack) => guarded(stack, { ...args, transform: { authorizer } }));
      expect(error.message).toContain('can\'t change how the authorizer "users" checks clients');
    },
  );

  it("can't replace the scopes of $connect", () => {
    const error = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const users = api.addAuthorizer("users", { jwt: tokens });
      api.route("$connect", arn, asking(users.id, "chat:write"));
      users[setConnectScopes](["chat:read"]);
    });
    expect(error.message).toContain(
      '"auth.jwt.scopes" of the route "$connect" can\'t be changed in the authorizer "users"',
    );
  });
});

describe("a handler with a guard", () => {
  it.each([{ mangleProps: "^scopes$" }, { mangleProps: "_$", mangleQuoted: true }])(
    "can't be bundled with %j",
    (esbuild) => {
      const error = refused((stack) => {
        const { api, users } = guardedApi(stack);
        const mangled = { handler: "src/default.handler", nodejs: { esbuild } };
        api.route("send", mangled, asking(users.id, "chat:write"));
      });
      expect(error.message).toContain(
        '"nodejs.esbuild.mangleProps" can\'t be set for a handler that guardScopes wraps',
      );
    },
  );

  it("may have its properties mangled where it has no guard", () => {
    const build = (stack: TerraformStack) => {
      const mangled = { handler: "src/default.handler", nodejs: { esbuild: { mangleProps: "_$" } } };
      guardedApi(stack).api.route("send", mangled);
    };
    expect(() => synth(build)).not.toThrow();
  });

  it("needs an environment that is known at synthesis", () => {
    const error = refused((stack) => {
      const { api, users } = guardedApi(stack);
      const environment = { variables: Token.asStringMap("${var.x}") };
      const own = { handler: "src/default.handler", transform: { function: { environment } } };
      api.route("send", own, asking(users.id, "chat:write"));
    });
    expect(error.message).toContain('"transform.function.environment" has to be known at synthesis');
  });
});

describe("the invoke permissions", () => {
  const opened: Readonly<Record<string, (permission: LambdaPermission) => void>> = {
    "principal *": (permission) => permission.addOverride("principal", "*"),
    "no source_arn": (permission) => permission.addOverride("source_arn", null),
    "a reset of sourceArn": (permission) => permission.resetSourceArn(),
    "another source_arn": (permission) => permission.addOverride("source_arn", "arn:aws:execute-api:*:*:*"),
    "a principal known only after apply": (permission) => permission.addOverride("principal", "${var.who}"),
    "another function": (permission) => permission.addOverride("function_name", "other"),
    "another action": (permission) => permission.addOverride("action", "lambda:*"),
    "a qualifier": (permission) => permission.addOverride("qualifier", "live"),
    nothing: (permission) => TerraformStack.of(permission).addOverride(addressOf(permission), null),
    "a list of blocks": (permission) => {
      const [[config] = []] = Object.values(permission.toTerraform().resource).map((named) =>
        Object.values(named as object),
      );
      TerraformStack.of(permission).addOverride(addressOf(permission), [config]);
    },
  };

  const addressOf = (permission: LambdaPermission) => `resource.aws_lambda_permission.${permission.friendlyUniqueId}`;

  const permissionOf = ({ nodes }: aws.ApiGatewayWebSocketRoute) => nodes.permission as LambdaPermission;

  it.each(Object.entries(opened))("can't be changed to %s", (_, open) => {
    const auth = '"auth" of the route';
    expect(refused(changed(({ send }) => open(permissionOf(send)))).message).toContain(`${auth} "send"`);
    expect(refused(changed(({ connect }) => open(permissionOf(connect)))).message).toContain(`${auth} "$connect"`);
    expect(refused(changed(({ users }) => open(users.nodes.permission))).message).toContain(
      'can\'t change how the authorizer "users" checks clients',
    );
    const shared = changed(({ api, send }) => {
      const other = new aws.ApiGatewayWebSocket(send, "Other");
      open(permissionOf(other.route("a", send.nodes.function as aws.Function)));
      api.route("free", "src/connect.handler");
    });
    expect(refused(shared).message).toContain('can\'t change who may invoke the function of the route "a"');
  });

  it("can't be replaced by a list of resources", () => {
    const replaced = changed(({ send }) => {
      const [resources] = Object.values(permissionOf(send).toTerraform().resource);
      TerraformStack.of(send).addOverride("resource.aws_lambda_permission", [resources]);
    });
    expect(refused(replaced).message).toContain("got a stack without the resource");
  });

  it("may be changed for a function without auth", () => {
    const free = changed(({ api }) => {
      permissionOf(api.route("free", "src/get.handler")).addOverride("principal", "*");
    });
    expect(() => synth(free)).not.toThrow();
  });

  it.each(["here", "in another stack"])("can't include everyone by another permission %s", (place) => {
    const everyone = (principal: string) => (stack: TerraformStack) =>
      changed(({ send }) => {
        const home = place === "here" ? stack : testStack("other-dev", stack.node.root as never);
        const functionName = (send.nodes.function as aws.Function).name;
        new LambdaPermission(home, "All", { functionName, principal, action: "lambda:InvokeFunction" });
      })(stack);
    expect(refusedInApp(everyone("*")).message).toContain(
      '"aws_lambda_permission" for everyone can\'t be created for a function',
    );
    expect(() => synthesizeApp(everyone("123456789012"))).not.toThrow();
  });
});

describe("in HCL", () => {
  const paths = ["environment.value.variables.value.AB", "environment.variables.AB", "environment.isBlock"];

  it.each(paths)("an override of %s is rejected, because HCL would not contain it as checked", (path) => {
    const stack = testStack();
    const { users } = guardedApi(stack);
    (users.nodes.function as aws.Function).nodes.function.addOverride(path, "x");
    expect(refusal(() => Testing.synthHcl(stack)).message).toContain(
      '"addOverride" can\'t change a member of an argument in HCL; got an override of a member of "environment".',
    );
  });

  it("an override of lifecycle.value.ignore_changes is rejected", () => {
    const stack = testStack();
    const { connect } = guardedApi(stack);
    connect.nodes.route.addOverride("lifecycle.value.ignore_changes", ["authorization_type"]);
    expect(refusal(() => Testing.synthHcl(stack)).message).toContain('got an override of a member of "lifecycle".');
  });

  it("overrides of whole arguments take effect", () => {
    const stack = testStack();
    const { users, connect } = guardedApi(stack);
    (users.nodes.function as aws.Function).nodes.function.addOverride("memory_size", 1024);
    (users.nodes.function as aws.Function).nodes.function.addOverride("tags", { team: "chat" });
    connect.nodes.route.addOverride("operation_name", "connect");
    const hcl = Testing.synthHcl(stack);
    expect(hcl).toContain('operation_name = "connect"');
    expect(hcl).toMatch(/memory_size\s+= 1024/);
    expect(hcl).toContain("chat");
  });
});
