import {
  Apigatewayv2Authorizer,
  type Apigatewayv2AuthorizerConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Aspects, type TerraformStack, TerraformVariable } from "cdktf";
import { type ApiGatewayWebSocketAuthorizerArgs, aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused, ways } from "../support/ways";
import { arn, guarded, handler, jwt, sources, straight } from "./guarded";

beforeAll(() => enter(project(sources)));
afterAll(removeProjects);

type Change = (authorizer: Apigatewayv2Authorizer, stack: TerraformStack) => void;

const other = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/open/invocations";
const address = (authorizer: Apigatewayv2Authorizer) =>
  `resource.aws_apigatewayv2_authorizer.${authorizer.friendlyUniqueId}`;

const kinds: Readonly<Record<string, ApiGatewayWebSocketAuthorizerArgs>> = {
  "a function with an adapter": { lambda: { function: handler } },
  "a function without an adapter": { lambda: { function: arn, ...straight } },
  "a token": { jwt },
};

const openings: Readonly<Record<string, Change>> = {
  "an override of authorizer_uri": (it) => it.addOverride("authorizer_uri", other),
  "authorizer_uri known only after apply": (it) => it.addOverride("authorizer_uri", "${var.uri}"),
  "authorizer_uri removed": (it) => it.addOverride("authorizer_uri", undefined),
  "a token as authorizerUri": (it, stack) => {
    it.authorizerUri = new TerraformVariable(stack, "uri", {}).stringValue;
  },
  "an assignment to authorizerUri": (it) => {
    it.authorizerUri = other;
  },
  "a reset of authorizerUri": (it) => it.resetAuthorizerUri(),
  "authorizer_type known only after apply": (it) => it.addOverride("authorizer_type", "${var.type}"),
  "authorizer_type removed": (it) => it.addOverride("authorizer_type", undefined),
  "no identity sources": (it) => {
    it.identitySources = [];
  },
  "identity sources removed": (it) => it.addOverride("identity_sources", null),
  "a reset of identitySources": (it) => it.resetIdentitySources(),
  "other identity sources": (it) => {
    it.identitySources = ["context.identity.sourceIp"];
  },
  "identity sources known only after apply": (it) => it.addOverride("identity_sources", "${var.sources}"),
  "another api_id": (it) => it.addOverride("api_id", "abc123"),
  "count = 0": (it) => it.addOverride("count", 0),
  "the count property": (it) => {
    it.count = 0;
  },
  for_each: (it) => it.addOverride("for_each", []),
  "an override of the stack": (it, stack) => stack.addOverride(`${address(it)}.authorizer_uri`, other),
  "the stack's override of the whole resource": (it, stack) => stack.addOverride(address(it), undefined),
  "the stack's override of all authorizers": (_, stack) =>
    stack.addOverride("resource.aws_apigatewayv2_authorizer", null),
  "an aspect": (_, stack) =>
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof Apigatewayv2Authorizer) node.authorizerUri = other;
      },
    }),
  "removal of the resource": (it) => void it.node.scope?.node.tryRemoveChild(it.node.id),
  "a move to another address": (it) => it.moveToId("aws_apigatewayv2_authorizer.other"),
  "lifecycle.ignore_changes": (it) => it.addOverride("lifecycle.ignore_changes", ["name", "authorizer_uri"]),
  "lifecycle.ignoreChanges of everything": (it) => {
    it.lifecycle = { ignoreChanges: "all" };
  },
};

const transforms: readonly [string, Partial<Apigatewayv2AuthorizerConfig>][] = [
  ["another authorizerUri", { authorizerUri: other }],
  ["authorizerUri undefined", { authorizerUri: undefined }],
  ["another apiId", { apiId: "abc123" }],
  ["identitySources undefined", { identitySources: undefined }],
  ["no identitySources", { identitySources: [] }],
  ["other identitySources", { identitySources: ["route.request.header.Open"] }],
  ["count", { count: 0 }],
  ["lifecycle.ignoreChanges", { lifecycle: { ignoreChanges: ["identity_sources"] } }],
];

const rejection =
  /^"transform\.authorizer", an override or an aspect can't change how the authorizer "users" checks clients; got .+\. Undo that change, and change the arguments of addAuthorizer instead\. \(/s;

describe.each(Object.entries(kinds))("the check of an authorizer that is %s", (_, args) => {
  it("is accepted without changes, and with changes that don't affect it", () => {
    expect(() => synth((stack) => guarded(stack, args))).not.toThrow();
    expect(() =>
      synth((stack) => {
        const { authorizer } = guarded(stack, args).nodes;
        authorizer.addOverride("name", "others");
        authorizer.addOverride("authorizer_credentials_arn", "${var.role}");
        authorizer.addOverride("lifecycle.ignore_changes", ["name"]);
      }),
    ).not.toThrow();
  });

  it.each(Object.entries(openings))("can't be changed by %s", (_, change) => {
    const error = refused((stack) => change(guarded(stack, args).nodes.authorizer, stack));
    expect(error.message).toMatch(rejection);
    expect(error.constructPath).toBe("chat-dev/MyApi/Authorizer users");
  });

  it.each(transforms)("can't be changed by transform.authorizer with %s", (_, authorizer) => {
    expect(refused((stack) => guarded(stack, { ...args, transform: { authorizer } })).message).toMatch(rejection);
    const change = (config: object) => void Object.assign(config, authorizer);
    expect(refused((stack) => guarded(stack, { ...args, transform: { authorizer: change } })).message).toMatch(
      rejection,
    );
  });

  const rejectedByAws: readonly [keyof Apigatewayv2AuthorizerConfig, string, unknown][] = [
    ["authorizerType", "authorizer_type", "JWT"],
    ["authorizerResultTtlInSeconds", "authorizer_result_ttl_in_seconds", 0],
    ["enableSimpleResponses", "enable_simple_responses", true],
    ["authorizerPayloadFormatVersion", "authorizer_payload_format_version", "2.0"],
    ["jwtConfiguration", "jwt_configuration", { issuer: "https://issuer.com/", audience: ["a"] }],
  ];

  it.each(rejectedByAws)("can't have %s, which AWS rejects", (argument, attribute, value) => {
    const text = `"transform.authorizer.${argument}" `;
    expect(
      refused((stack) => guarded(stack, { ...args, transform: { authorizer: { [argument]: value } } })).message,
    ).toContain(text);
    expect(refused((stack) => guarded(stack, args).nodes.authorizer.addOverride(attribute, value)).message).toContain(
      text,
    );
    const aspect = (stack: TerraformStack) => {
      guarded(stack, args);
      Aspects.of(stack).add({
        visit: (node) => {
          if (node instanceof Apigatewayv2Authorizer) node.addOverride(attribute, value);
        },
      });
    };
    expect(refused(aspect).message).toContain(text);
  });
});

it.each(Object.entries(kinds))("an authorizer that is %s can't be removed from the stack", (_, args) => {
  const build = (stack: TerraformStack) => {
    const authorizer = guarded(stack, args);
    authorizer.node.scope?.node.tryRemoveChild(authorizer.node.id);
  };
  expect(refused(build).message).toMatch(/ (can't|may not) change .+; got a stack without the resource\. /);
});

it("the message shows the found and the expected value", () => {
  const { message } = refused((stack) =>
    guarded(stack, { jwt }).nodes.authorizer.addOverride("identity_sources", ["a"]),
  );
  expect(message).toContain(
    'got "identity_sources" = ["route.request.header.Authorization","a"] in place of ["route.request.header.Authorization"].',
  );
});

it("an authorizer without identity sources can't get any", () => {
  const args = { lambda: { function: handler, identitySources: [] } };
  const build = (stack: TerraformStack) => guarded(stack, args).nodes.authorizer.addOverride("identity_sources", ["a"]);
  expect(refused(build).message).toContain('got "identity_sources" = ["a"] in place of null.');
});

describe.each(Object.entries(ways))("by %s", (_, synthesize) => {
  it("an authorizer that an aspect opens is rejected", () => {
    const build = (stack: TerraformStack) => {
      guarded(stack, { lambda: { function: arn, ...straight } });
      Aspects.of(stack).add({
        visit: (node) => {
          if (node instanceof Apigatewayv2Authorizer) node.authorizerUri = other;
        },
      });
    };
    expect(() => synthesize(build)).toThrow(rejection);
  });
});

describe("the function of an authorizer", () => {
  const edits: readonly [string, (fn: LambdaFunction) => void][] = [
    ["another handler", (fn) => fn.addOverride("handler", "open.handler")],
    ["another file", (fn) => fn.addOverride("filename", "open.zip")],
    ["another runtime", (fn) => fn.addOverride("runtime", "nodejs22.x")],
    ["code that is not deployed", (fn) => fn.addOverride("lifecycle.ignore_changes", ["source_code_hash"])],
  ];

  describe.each(Object.entries(kinds).filter(([name]) => name !== "a function without an adapter"))("%s", (_, args) => {
    it.each(edits)("can't have its code replaced by %s", (_, edit) => {
      const { message } = refused((stack) =>
        edit((guarded(stack, args).nodes.function as aws.Function).nodes.function),
      );
      expect(message).toContain("may not change its code, because the auth of an API depends on it; got ");
    });
  });

  it.each(["JWT_ISSUER", "JWT_AUDIENCES", "JWT_SCOPES", "JWT_IDENTITY_SOURCE"])(
    "can't have its variable %s changed",
    (name) => {
      for (const value of ["https://evil.example", "${var.x}", undefined]) {
        const { message } = refused((stack) => {
          const fn = guarded(stack, { jwt }).nodes.function as aws.Function;
          fn.nodes.function.addOverride(`environment.variables.${name}`, value);
        });
        expect(message).toContain(
          `may not change its variable "${name}", because the auth of an API depends on it; got `,
        );
      }
    },
  );

  it("can't have the identity sources of its adapter changed", () => {
    const { message } = refused((stack) => {
      const fn = guarded(stack, { lambda: { function: handler } }).nodes.function as aws.Function;
      fn.nodes.function.addOverride("environment.variables.AUTHORIZER_IDENTITY_SOURCES", "[]");
    });
    expect(message).toContain('may not change its variable "AUTHORIZER_IDENTITY_SOURCES"');
  });

  it("can be changed where it has no adapter and was created elsewhere", () => {
    const build = (stack: TerraformStack) => {
      const fn = new aws.Function(stack, "Own", { handler });
      guarded(stack, { lambda: { function: fn, ...straight } });
      fn.nodes.function.addOverride("handler", "wrapped.handler");
    };
    expect(() => synth(build)).not.toThrow();
  });

  it.each<[string, unknown]>([
    ["handler", "open.handler"],
    ["filename", "open.zip"],
    ["count", 0],
  ])("can't have its %s changed where it has no adapter and was created here", (attribute, value) => {
    const { message } = refused((stack) => {
      const fn = guarded(stack, { lambda: { function: handler, ...straight } }).nodes.function as aws.Function;
      fn.nodes.function.addOverride(attribute, value);
    });
    expect(message).toContain("may not change its code, because the auth of an API depends on it; got ");
  });

  it("can have more memory", () => {
    const fns = synth((stack) => {
      const fn = guarded(stack, { jwt }).nodes.function as aws.Function;
      fn.nodes.function.memorySize = 1024;
    }).all(LambdaFunction);
    expect(fns.map(({ memory_size }) => memory_size)).toEqual([1024]);
  });

  it("can't have its variables set by the user", () => {
    const environment = { AUTHORIZER_IDENTITY_SOURCES: "[]" };
    const build = (stack: TerraformStack) => guarded(stack, { lambda: { function: { handler, environment } } });
    expect(refused(build).message).toContain('"environment" may not set "AUTHORIZER_IDENTITY_SOURCES"');
  });
});
