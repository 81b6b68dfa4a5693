import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { given, refused } from "../support/ways";
import { kinds } from "./authorized";

beforeAll(() => enter(project({})));
afterAll(removeProjects);

type Change = (route: Apigatewayv2Route, stack: TerraformStack) => void;

const address = (route: Apigatewayv2Route) => `resource.aws_apigatewayv2_route.${route.friendlyUniqueId}`;

const aspect = (stack: TerraformStack, change: (route: Apigatewayv2Route) => void) =>
  Aspects.of(stack).add({
    visit: (node) => {
      if (node instanceof Apigatewayv2Route && node.routeKeyInput === "$connect") change(node);
    },
  });

const openings: Readonly<Record<string, Change>> = {
  "an override of authorization_type": (route) => route.addOverride("authorization_type", "NONE"),
  "another authorizer": (route) => {
    route.addOverride("authorization_type", "CUSTOM");
    route.addOverride("authorizer_id", "abc123");
  },
  "only an authorizer": (route) => route.addOverride("authorizer_id", "abc123"),
  "authorization_type that is null": (route) => route.addOverride("authorization_type", null),
  "authorization_type removed": (route) => route.addOverride("authorization_type", undefined),
  "authorization_type known only after apply": (route) => route.addOverride("authorization_type", "${var.type}"),
  "authorization_type as an expression": (route) =>
    route.addOverride("authorization_type", `\${"${route.authorizationTypeInput}"}`),
  "a token as authorization_type": (route, stack) => {
    route.authorizationType = new TerraformVariable(stack, "type", { type: "string" }).stringValue;
  },
  "an assignment to authorizationType": (route) => {
    route.authorizationType = "NONE";
  },
  "a reset of authorizationType": (route) => route.resetAuthorizationType(),
  "an authorizer known only after apply": (route) => route.addOverride("authorizer_id", "${var.authorizer}"),
  "an assignment to authorizerId": (route) => {
    route.authorizerId = "abc123";
  },
  "another route_key": (route) => {
    route.addOverride("authorization_type", "NONE");
    route.addOverride("route_key", "connect");
  },
  "another api_id": (route) => route.addOverride("api_id", "abc123"),
  "count = 0": (route) => route.addOverride("count", 0),
  "count known only after apply": (route) => route.addOverride("count", "${var.count}"),
  "the count property": (route) => {
    route.count = 0;
  },
  for_each: (route) => route.addOverride("for_each", []),
  "an override of the stack": (route, stack) => stack.addOverride(`${address(route)}.authorization_type`, "NONE"),
  "the stack's override of authorizer_id": (route, stack) =>
    stack.addOverride(`${address(route)}.authorizer_id`, "abc"),
  "the stack's override of the whole resource": (route, stack) => stack.addOverride(address(route), undefined),
  "the stack's override by a list": (route, stack) =>
    stack.addOverride(address(route), [{ route_key: "$connect", authorization_type: "NONE" }]),
  "the stack's override of all routes": (_, stack) => stack.addOverride("resource.aws_apigatewayv2_route", null),
  "an aspect": (_, stack) =>
    aspect(stack, (route) => {
      route.authorizationType = "NONE";
    }),
  "an aspect that overrides": (_, stack) => aspect(stack, (route) => route.addOverride("authorization_type", "NONE")),
  "an aspect on the authorizer": (_, stack) =>
    aspect(stack, (route) => {
      route.authorizerId = "abc123";
    }),
  "removal of the resource": (route) => void route.node.scope?.node.tryRemoveChild(route.node.id),
  "removal of the route": (route) => void route.node.scope?.node.scope?.node.tryRemoveChild("Route $connect"),
  "another resource of the same address": (route, stack) =>
    new Apigatewayv2Route(stack, "Other", { apiId: route.apiId, routeKey: "$connect" }).overrideLogicalId(
      route.friendlyUniqueId,
    ),
  "a move to another address": (route) => route.moveToId("aws_apigatewayv2_route.other"),
  "lifecycle.ignore_changes of the authorization type": (route) =>
    route.addOverride("lifecycle.ignore_changes", ["authorization_type"]),
  "lifecycle.ignore_changes of the authorizer": (route) =>
    route.addOverride("lifecycle.ignore_changes", ["authorizer_id"]),
  "lifecycle.ignoreChanges of everything": (route) => {
    route.lifecycle = { ignoreChanges: "all" };
  },
};

/** Changes that keep the kind of auth and remove its authorizer. */
const withoutAuthorizer: Readonly<Record<string, Change>> = {
  "authorizer_id that is null": (route) => route.addOverride("authorizer_id", null),
  "authorizer_id removed": (route) => route.addOverride("authorizer_id", undefined),
  "a reset of authorizerId": (route) => route.resetAuthorizerId(),
};

describe.each(Object.entries(kinds))("%s auth on $connect", (kind, add) => {
  describe.each([true, false])("with another route that relies on it: %s", (relying) => {
    function build(change: Change, transform?: Parameters<aws.ApiGatewayWebSocket["route"]>[2]) {
      return (stack: TerraformStack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        const auth = add(api);
        const { nodes } = api.route("$connect", given, { auth, ...transform });
        api.route("a", given, relying ? { auth } : {});
        change(nodes.route, stack);
      };
    }

    it("is accepted without changes", () => {
      const stack = testStack();
      build(() => undefined)(stack);
      expect(() => Testing.synth(stack)).not.toThrow();
    });

    describe("rejects", () => {
      const all = { ...openings, ...(kind !== "iam" && withoutAuthorizer) };

      it.each(Object.entries(all))("%s", (_, change) => {
        const error = refused(build(change));
        expect(error.message).toMatch(/^"auth" of the route "\$connect" .+ Undo that change, or set "auth" to false\./);
        expect(error.constructPath).toBe("chat-dev/MyApi/Route $connect");
      });

      it.each([
        ["authorizationType NONE", { authorizationType: "NONE" }],
        ["authorizationType undefined", { authorizationType: undefined }],
        ["authorizationType as a reference", { authorizationType: "${var.type}" }],
        ["another authorizerId", { authorizerId: "abc123" }],
        ["another routeKey", { routeKey: "connect", authorizationType: "NONE" }],
        ["another apiId", { apiId: "abc123" }],
        ["count", { count: 0 }],
        ["lifecycle.ignoreChanges", { lifecycle: { ignoreChanges: ["authorization_type"] } }],
      ])("transform.route with %s", (_, route) => {
        expect(refused(build(() => undefined, { transform: { route } })).message).toContain(
          "would no longer be checked",
        );
        const change = (config: object) => void Object.assign(config, route);
        expect(refused(build(() => undefined, { transform: { route: change } })).message).toContain(
          "would no longer be checked",
        );
      });

      it.each(["connect", "${var.key}", undefined])("only another key, %s", (key) => {
        expect(refused(build((route) => route.addOverride("route_key", key))).message).toContain('"$connect"');
      });

      it("the same change in transform.route.args", () => {
        const { message } = refused((stack) => {
          const args = { transform: { route: { authorizationType: "NONE" } } };
          const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args } } });
          api.route("$connect", given, { auth: add(api) });
        });
        expect(message).toContain('"authorization_type" = "NONE" in place of ');
      });

      it("a second route with the key $connect", () => {
        const { message } = refused((stack) => {
          const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
          api.route("$connect", given, { auth: add(api) });
          api.route("open", given, { transform: { route: { routeKey: "$connect" } } });
        });
        expect(message).toContain('"transform.route.routeKey" has to be unique in its API; got "$connect" twice.');
      });
    });
  });

  it("is checked in an API of another provider too", () => {
    const { message } = refused((stack) => {
      const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", {}, { provider });
      api.route("$connect", given, { auth: add(api) }).nodes.route.addOverride("authorization_type", "NONE");
    });
    expect(message).toContain("would no longer be checked");
  });

  describe("a route that relies on it can't", () => {
    function build(change: Change) {
      return (stack: TerraformStack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        const auth = add(api);
        api.route("$connect", given, { auth });
        change(api.route("a", given, { auth }).nodes.route, stack);
      };
    }

    it.each<[string, Change]>([
      ["move to another API", (route) => route.addOverride("api_id", "abc123")],
      ["move to an API known only after apply", (route) => route.addOverride("api_id", "${var.api}")],
      ["have a count", (route) => route.addOverride("count", 2)],
      ["be removed", (route) => void route.node.scope?.node.tryRemoveChild(route.node.id)],
      ["ignore changes of its API", (route) => route.addOverride("lifecycle.ignore_changes", ["api_id"])],
    ])("%s", (_, change) => {
      expect(refused(build(change)).message).toContain('"auth" of the route "a" would no longer be checked');
    });

    it.each<[string, Change, string]>([
      ["have its own authorization type", (route) => route.addOverride("authorization_type", "AWS_IAM"), '"AWS_IAM"'],
      [
        "have an authorization type known only after apply",
        (route) => route.addOverride("authorization_type", "${var.type}"),
        "var.type",
      ],
      [
        "have an authorizer without authorization",
        (route) => route.addOverride("authorizer_id", "abc123"),
        "leaves the route open",
      ],
      [
        "have an assigned authorizer without authorization",
        (route) => {
          route.authorizerId = "abc123";
        },
        "leaves the route open",
      ],
    ])("%s, which AWS rejects or ignores", (_, change, part) => {
      expect(refused(build(change)).message).toContain(part);
    });
  });
});

describe("auth", () => {
  it("shows the found and the expected value", () => {
    const { message } = refused((stack) => {
      const { nodes } = new aws.ApiGatewayWebSocket(stack, "MyApi").route("$connect", given, { auth: { iam: true } });
      nodes.route.addOverride("authorization_type", "NONE");
    });
    expect(message).toBe(
      '"auth" of the route "$connect" would no longer be checked; got "authorization_type" = "NONE" in place of "AWS_IAM". Undo that change, or set "auth" to false. (ApiGatewayWebSocketRoute "Route $connect" at chat-dev/MyApi/Route $connect)',
    );
  });

  it("is accepted with other Terraform addresses", () => {
    const stack = testStack();
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    const auth = kinds.jwt?.(api);
    const { nodes } = api.route("$connect", given, { auth });
    api.nodes.api.overrideLogicalId("api");
    nodes.route.overrideLogicalId("connect");
    expect(() => Testing.synth(stack)).not.toThrow();
  });

  it.each(["an object", "a function"])("can't be only an authorizer in transform.route, as %s", (form) => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const change = { authorizerId: "abc123" };
      const route = form === "an object" ? change : (config: object) => void Object.assign(config, change);
      api.route("$connect", given, { transform: { route } });
    });
    expect(message).toContain("AWS accepts it and leaves the route open");
  });
});
