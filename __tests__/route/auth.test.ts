import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { aws } from "../../lib";
import { decideAuth, takenAway, unmetAuth } from "../../lib/route/auth";
import { given, refused } from "../api/ways";
import { synth, testStack } from "../support/synth";

const iam = { auth: { iam: true } } as const;

function typesOf(build: (api: aws.ApiGatewayWebSocket, stack: TerraformStack) => void): Record<string, unknown> {
  const made = synth((stack) => build(new aws.ApiGatewayWebSocket(stack, "MyApi"), stack));
  return Object.fromEntries(made.all(Apigatewayv2Route).map((route) => [route.route_key, route.authorization_type]));
}

describe("decideAuth", () => {
  it.each([
    [undefined, "none"],
    [false, "none"],
    [{ iam: true }, "iam"],
    [{ iam: true, lambda: undefined }, "iam"],
  ])("takes %j for %s", (auth, decision) => {
    expect(decideAuth(auth as never)).toEqual({ auth: decision });
  });

  it.each([
    [{}, "got {}"],
    [{ iam: false }, 'got {"iam":false}'],
    [{ iam: undefined }, "got {}"],
    [{ iam: "true" }, 'got {"iam":"true"}'],
    [{ iam: 1 }, 'got {"iam":1}'],
    [{ lambda: "abc" }, '"auth.lambda" is not known; got {"lambda":"abc"}'],
    [{ jwt: { authorizer: "abc" } }, '"auth.jwt" is not known'],
    [{ iam: true, lambda: "abc" }, '"auth.lambda" is not known'],
    [{ iam: true, scopes: [] }, '"auth.scopes" is not known'],
    [true, "got true"],
    [null, "got null"],
    ["iam", 'got "iam"'],
    ["", 'got ""'],
    [0, "got 0"],
    [[], "got []"],
  ])("refuses %j", (auth, part) => {
    const decision = decideAuth(auth as never);
    expect(decision).toEqual({ problem: expect.stringContaining(part) });
    expect(decision).toEqual({ problem: expect.stringContaining("Use { iam: true }, or false for none.") });
  });
});

describe("unmetAuth", () => {
  const route = (routeKey: string, auth: "none" | "iam") => ({ routeKey, auth });

  it.each([
    [[]],
    [[route("$connect", "none"), route("a", "none")]],
    [[route("$connect", "iam"), route("a", "none")]],
    [[route("$connect", "iam"), route("a", "iam"), route("$disconnect", "iam"), route("$default", "iam")]],
    [[route("a", "iam"), route("$connect", "iam")]],
  ])("finds nothing wrong with %j", (routes) => {
    expect(unmetAuth(routes)).toBeUndefined();
  });

  it.each([
    [
      [route("a", "none"), route("b", "iam")],
      "b",
      'Add api.route("$connect", "src/connect.handler", { auth: { iam: true } }).',
    ],
    [
      [route("b", "iam"), route("$connect", "none")],
      "b",
      'Add { auth: { iam: true } } as the third argument of its route("$connect", …).',
    ],
    [[route("$disconnect", "iam")], "$disconnect", 'Add api.route("$connect"'],
    [[route("$default", "iam"), route("c", "iam")], "$default", "there is no such route"],
  ])("finds in %j what relies on a check that is not there", (routes, routeKey, line) => {
    expect(unmetAuth(routes)).toMatchObject({ routeKey, problem: expect.stringContaining(line) });
  });
});

describe("takenAway", () => {
  it.each([
    ["none", "none", false],
    ["none", "iam", false],
    ["iam", "iam", false],
    ["iam", "none", true],
  ] as const)("from %s to %s is %s", (declared, transformed, answer) => {
    expect(takenAway(declared, transformed)).toBe(answer);
  });
});

describe("auth", () => {
  it("of $connect is AWS_IAM, and of another route NONE, which relies on it", () => {
    const types = typesOf((api) => {
      api.route("$connect", given, iam);
      api.route("sendMessage", given, iam);
      api.route("open", given);
    });
    expect(types).toEqual({ $connect: "AWS_IAM", sendMessage: "NONE", open: "NONE" });
  });

  it.each([[["$connect", "a", "$default"]], [["a", "$connect", "$default"]], [["$default", "a", "$connect"]]])(
    "may be declared in the order %j",
    (keys) => {
      const types = typesOf((api) => {
        for (const key of keys) api.route(key, given, iam);
      });
      expect(types).toEqual({ $connect: "AWS_IAM", a: "NONE", $default: "NONE" });
    },
  );

  it.each([[{}], [{ auth: false }], [{ auth: undefined }]] as const)("is open with %j", (args) => {
    expect(typesOf((api) => api.route("$connect", given, args))).toEqual({ $connect: "NONE" });
  });

  it("lets transforms and overrides change what it does not close", () => {
    const types = typesOf((api) => {
      const { nodes } = api.route("$connect", given, { ...iam, transform: { route: { operationName: "connect" } } });
      nodes.route.addOverride("model_selection_expression", "$request.body.action");
      api.route("a", given, {
        ...iam,
        transform: {
          route: (route) => {
            route.operationName = "a";
          },
        },
      });
    });
    expect(types).toEqual({ $connect: "AWS_IAM", a: "NONE" });
  });

  describe.each([
    ["an object", iam],
    [
      "a function",
      (args: { auth?: false | { readonly iam?: boolean } }) => {
        args.auth = { iam: true };
      },
    ],
  ] as const)("by transform.route.args as %s", (_, args) => {
    it("closes all routes at once", () => {
      const made = synth((stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args } } });
        api.route("a", given);
        api.route("$connect", given);
      });
      const types = made.all(Apigatewayv2Route).map((route) => [route.route_key, route.authorization_type]);
      expect(Object.fromEntries(types)).toEqual({ $connect: "AWS_IAM", a: "NONE" });
    });

    it("rejects routes without a $connect", () => {
      const error = refused((stack) => {
        new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args } } }).route("a", given);
      });
      expect(error.message).toContain('Add api.route("$connect", "src/connect.handler", { auth: { iam: true } }).');
    });
  });

  describe("rejects", () => {
    it.each([[{}], [{ iam: false }], [{ lambda: "abc" }], [{ jwt: { authorizer: "abc" } }], [true], [null]])(
      "%j on any route, naming it",
      (auth) => {
        for (const key of ["$connect", "a"]) {
          const error = refused((stack) => {
            new aws.ApiGatewayWebSocket(stack, "MyApi").route(key, given, { auth: auth as never });
          });
          expect(error.message).toContain("Use { iam: true }, or false for none.");
          expect(error.message).toContain(`"${key}"`);
        }
      },
    );

    it("a route that relies on a $connect that is open", () => {
      const error = refused((stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        api.route("a", given, iam);
        api.route("$connect", given);
      });
      expect(error.message).toContain(
        'Add { auth: { iam: true } } as the third argument of its route("$connect", …). (ApiGatewayWebSocket "MyApi" at chat-dev/MyApi)',
      );
    });

    it.each([
      ["taken away by an object", { auth: false }],
      ["taken away by undefined", { auth: undefined }],
      [
        "taken away by a function",
        (args: { auth?: unknown }) => {
          args.auth = false;
        },
      ],
      ["deleted by a function", (args: { auth?: unknown }) => void delete args.auth],
      ["emptied in place", (args: { auth?: unknown }) => void Object.assign(args.auth as object, { iam: undefined })],
      ["replaced by another kind", { auth: { lambda: "abc" } }],
      ["turned off in place", (args: { auth?: unknown }) => void Object.assign(args.auth as object, { iam: false })],
    ])("a declared auth that transform.route.args has %s", (_, args) => {
      for (const key of ["$connect", "a"]) {
        const error = refused((stack) => {
          const transform = { route: { args: args as never } };
          const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform });
          api.route(key, given, { auth: { iam: true } });
        });
        expect(error.message).toContain(`"${key}"`);
        expect(error.message).toMatch(/"auth" |"auth\.lambda" |"transform\.route\.args" /);
      }
    });
  });
});

type Change = (route: Apigatewayv2Route, stack: TerraformStack) => void;

const address = (route: Apigatewayv2Route) => `resource.aws_apigatewayv2_route.${route.friendlyUniqueId}`;

const openings: Readonly<Record<string, Change>> = {
  "an override of authorization_type": (route) => route.addOverride("authorization_type", "NONE"),
  "another kind of authorization": (route) => {
    route.addOverride("authorization_type", "CUSTOM");
    route.addOverride("authorizer_id", "abc123");
  },
  "authorization_type that is null": (route) => route.addOverride("authorization_type", null),
  "authorization_type taken out": (route) => route.addOverride("authorization_type", undefined),
  "authorization_type that only Terraform knows": (route) => route.addOverride("authorization_type", "${var.type}"),
  "authorization_type that Terraform computes": (route) => route.addOverride("authorization_type", '${"AWS_IAM"}'),
  "a token as authorization_type": (route, stack) => {
    route.authorizationType = new TerraformVariable(stack, "type", { type: "string" }).stringValue;
  },
  "an assignment to authorizationType": (route) => {
    route.authorizationType = "NONE";
  },
  "a reset of authorizationType": (route) => route.resetAuthorizationType(),
  "another route_key": (route) => {
    route.addOverride("authorization_type", "NONE");
    route.addOverride("route_key", "connect");
  },
  "another api_id": (route) => route.addOverride("api_id", "abc123"),
  "count = 0": (route) => route.addOverride("count", 0),
  "count that only Terraform knows": (route) => route.addOverride("count", "${var.count}"),
  "a count of cdktf's": (route) => {
    route.count = 0;
  },
  for_each: (route) => route.addOverride("for_each", []),
  "an override of the stack": (route, stack) => stack.addOverride(`${address(route)}.authorization_type`, "NONE"),
  "the stack's override of the whole resource": (route, stack) => stack.addOverride(address(route), undefined),
  "the stack's override by a list": (route, stack) =>
    stack.addOverride(address(route), [{ route_key: "$connect", authorization_type: "NONE" }]),
  "the stack's override of all routes": (_, stack) => stack.addOverride("resource.aws_apigatewayv2_route", null),
  "an aspect": (_, stack) =>
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof Apigatewayv2Route) node.authorizationType = "NONE";
      },
    }),
  "removal of the resource": (route) => void route.node.scope?.node.tryRemoveChild(route.node.id),
  "removal of the route": (route) => void route.node.scope?.node.scope?.node.tryRemoveChild("Route $connect"),
  "another resource of the same address": (route, stack) =>
    new Apigatewayv2Route(stack, "Other", { apiId: route.apiId, routeKey: "$connect" }).overrideLogicalId(
      route.friendlyUniqueId,
    ),
  "a move to another address": (route) => route.moveToId("aws_apigatewayv2_route.other"),
  "lifecycle.ignore_changes, with which a route that is open already stays so": (route) =>
    route.addOverride("lifecycle.ignore_changes", ["authorization_type"]),
  "lifecycle.ignoreChanges of everything": (route) => {
    route.lifecycle = { ignoreChanges: "all" };
  },
};

describe("what auth closed on $connect", () => {
  describe.each([true, false])("where another route relies on it: %s", (relying) => {
    function build(change: Change, transform?: Parameters<aws.ApiGatewayWebSocket["route"]>[2]) {
      return (stack: TerraformStack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        const { nodes } = api.route("$connect", given, { ...iam, ...transform });
        api.route("a", given, relying ? iam : {});
        change(nodes.route, stack);
      };
    }

    it("stays as it is without a change", () => {
      expect(() => Testing.synth(testStackOf(build(() => undefined)))).not.toThrow();
    });

    describe("rejects", () => {
      it.each(Object.entries(openings))("%s", (_, change) => {
        const error = refused(build(change));
        expect(error.message).toMatch(
          /^"auth" of the route "\$connect" .+ Take that change back, or set "auth" to false\./,
        );
        expect(error.constructPath).toBe("chat-dev/MyApi/Route $connect");
      });

      it.each([
        ["authorizationType NONE", { authorizationType: "NONE" }],
        ["authorizationType undefined", { authorizationType: undefined }],
        ["authorizationType as a reference", { authorizationType: "${var.type}" }],
        ["another routeKey", { routeKey: "connect", authorizationType: "NONE" }],
        ["another apiId", { apiId: "abc123" }],
        ["count", { count: 0 }],
        ["lifecycle.ignoreChanges", { lifecycle: { ignoreChanges: ["authorization_type"] } }],
      ])("transform.route with %s", (_, route) => {
        expect(refused(build(() => undefined, { transform: { route } })).message).toContain("unchecked");
        const change = (config: object) => void Object.assign(config, route);
        expect(refused(build(() => undefined, { transform: { route: change } })).message).toContain("unchecked");
      });

      it.each(["connect", "${var.key}", undefined])("the key %s alone", (key) => {
        expect(refused(build((route) => route.addOverride("route_key", key))).message).toContain('"$connect"');
      });

      it("the same by transform.route.args", () => {
        const error = refused((stack) => {
          const args = { transform: { route: { authorizationType: "NONE" } } };
          new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args } } }).route("$connect", given, iam);
        });
        expect(error.message).toContain('"authorization_type" = "NONE" in place of "AWS_IAM"');
      });

      it("a second route that takes the key $connect", () => {
        const error = refused((stack) => {
          const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
          api.route("$connect", given, iam);
          api.route("open", given, { transform: { route: { routeKey: "$connect" } } });
        });
        expect(error.message).toContain(
          '"transform.route.routeKey" has to be unique in its API; got "$connect" twice.',
        );
      });
    });
  });

  it("is told with what it was, and what it would become", () => {
    const error = refused((stack) => {
      const { nodes } = new aws.ApiGatewayWebSocket(stack, "MyApi").route("$connect", given, iam);
      nodes.route.addOverride("authorization_type", "NONE");
    });
    expect(error.message).toBe(
      '"auth" of the route "$connect" says that clients are checked; got "authorization_type" = "NONE" in place of "AWS_IAM", which would let them in unchecked. Take that change back, or set "auth" to false. (ApiGatewayWebSocketRoute "Route $connect" at chat-dev/MyApi/Route $connect)',
    );
  });

  it("binds an API of another provider as well", () => {
    const error = refused((stack) => {
      const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", {}, { provider });
      api.route("$connect", given, iam).nodes.route.addOverride("authorization_type", "NONE");
    });
    expect(error.message).toContain("unchecked");
  });
});

describe("a route that relies on $connect", () => {
  describe("rejects", () => {
    it("a move to another API, whose clients nobody checks", () => {
      const error = refused((stack) => {
        const open = new aws.ApiGatewayWebSocket(stack, "Open");
        open.route("$default", given);
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        api.route("$connect", given, iam);
        api.route("a", given, { ...iam, transform: { route: { apiId: open.nodes.api.id } } });
      });
      expect(error.message).toContain('"auth" of the route "a"');
    });
  });
});

function testStackOf(build: (stack: TerraformStack) => void): TerraformStack {
  const stack = testStack();
  build(stack);
  return stack;
}
