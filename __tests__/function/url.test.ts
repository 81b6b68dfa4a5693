import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { resolveValue } from "../../lib/terraform/tokens";
import { asking, decider, tokens } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { type Synthesized, synth } from "../support/synth";
import { given, refusal, refused } from "../support/ways";
import { knowsInvokePermission } from "./url-bindings";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

const made = (args: Partial<FunctionArgs>) => synth((stack) => new aws.Function(stack, "Fn", { handler, ...args }));

const problem = (args: object) => refused((stack) => new aws.Function(stack, "Fn", { handler, ...args })).message;

/** The name of the only function, as its URL and permissions refer to it. */
const nameOf = (stack: Synthesized) => stack.one(LambdaFunctionUrl).function_name;

describe("the URL of a function", () => {
  it("lets everyone and every web page call it by default, as SST's does", () => {
    const stack = made({ url: true });
    expect(stack.one(LambdaFunctionUrl)).toEqual({
      function_name: expect.stringMatching(/^\$\{aws_lambda_function\.Fn_Function_[0-9A-F]{8}\.function_name\}$/),
      authorization_type: "NONE",
      cors: { allow_headers: ["*"], allow_methods: ["*"], allow_origins: ["*"] },
    });
  });

  it.each([[{}], [{ url: false }], [{ url: undefined, streaming: false }]])("does not exist with %j", (args) => {
    expect(made(args as Partial<FunctionArgs>).all(LambdaFunctionUrl)).toEqual([]);
  });

  it("asks for signed requests with the authorization iam, without a permission for everyone", () => {
    const stack = made({ url: { authorization: "iam" } });
    expect(stack.one(LambdaFunctionUrl).authorization_type).toBe("AWS_IAM");
    expect(stack.all(LambdaPermission)).toEqual([]);
  });

  it.each<[string, FunctionArgs["url"], object | undefined]>([
    ["none with false", { cors: false }, undefined],
    ["the defaults with true", { cors: true }, { allow_headers: ["*"], allow_methods: ["*"], allow_origins: ["*"] }],
    [
      "those that are given, and else the defaults",
      { cors: { allowMethods: ["GET", "POST"], allowOrigins: ["https://example.com"], maxAge: "1 day" } },
      {
        allow_headers: ["*"],
        allow_methods: ["GET", "POST"],
        allow_origins: ["https://example.com"],
        max_age: 86400,
      },
    ],
    [
      "all of them",
      { cors: { allowCredentials: true, allowHeaders: ["date"], exposeHeaders: ["date"], maxAge: "2 hours" } },
      {
        allow_credentials: true,
        allow_headers: ["date"],
        allow_methods: ["*"],
        allow_origins: ["*"],
        expose_headers: ["date"],
        max_age: 7200,
      },
    ],
  ])("has CORS settings: %s", (_, url, cors) => {
    expect(made({ url }).one(LambdaFunctionUrl).cors).toEqual(cors);
  });

  it("streams with streaming: true", () => {
    expect(made({ url: true, streaming: true }).one(LambdaFunctionUrl).invoke_mode).toBe("RESPONSE_STREAM");
    expect(made({ url: true }).one(LambdaFunctionUrl).invoke_mode).toBeUndefined();
  });

  it("is in the region and at the provider of the function", () => {
    const stack = synth((scope) => {
      const provider = new AwsProvider(scope, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      const transform = { function: { region: "us-east-1" } };
      new aws.Function(scope, "Fn", { handler, url: true, transform }, { provider });
    });
    for (const resource of [stack.one(LambdaFunctionUrl), ...stack.all(LambdaPermission)])
      expect(resource).toMatchObject({ region: "us-east-1", provider: "aws.tokyo" });
  });

  it("is a property and a node of the function", () => {
    synth((stack) => {
      const fn = new aws.Function(stack, "Fn", { handler, url: true });
      expect(resolveValue(stack, fn.url)).toBe(
        `\${aws_lambda_function_url.${fn.nodes.url?.friendlyUniqueId}.function_url}`,
      );
      const second = knowsInvokePermission ? ["UrlInvokePermission"] : [];
      expect(fn.nodes.urlPermissions?.map(({ node }) => node.id)).toEqual(["UrlPermission", ...second]);
      const plain = new aws.Function(stack, "Plain", { handler });
      expect(refusal(() => plain.url).message).toMatch(
        /^"url" of the function is not enabled; got no URL\. Write url: /,
      );
      expect([plain.nodes.url, plain.nodes.urlAlias, plain.nodes.urlPermissions]).toEqual(Array(3).fill(undefined));
    });
  });

  it("serves an alias of the published version, because a URL can't serve a version", () => {
    const stack = made({ url: true, transform: { function: { publish: true } } });
    const [address] = Object.keys(stack.byAddress(LambdaAlias));
    const fn = String(nameOf(stack)).replace(".function_name}", "");
    expect(stack.one(LambdaAlias)).toMatchObject({
      name: "url",
      function_name: nameOf(stack),
      function_version: `${fn}.version}`,
    });
    for (const resource of [stack.one(LambdaFunctionUrl), ...stack.all(LambdaPermission)])
      expect(resource.qualifier).toBe(`\${aws_lambda_alias.${address}.name}`);
    expect(made({ url: true }).all(LambdaAlias)).toEqual([]);
  });
});

describe("in each place that takes a function, url and streaming", () => {
  const args = { handler, url: { authorization: "iam" }, streaming: true } as const;
  const places: Readonly<Record<string, (stack: TerraformStack) => void>> = {
    "aws.Function": (stack) => new aws.Function(stack, "Fn", args),
    "a route": (stack) => new aws.ApiGatewayWebSocket(stack, "MyApi").route("$default", args),
    "a transform of an API": (stack) => {
      const { url, streaming } = args;
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", {
        transform: { route: { handler: { url, streaming } } },
      });
      api.route("$default", handler);
    },
    "jwt.function": (stack) => {
      const { url, streaming } = args;
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const users = api.addAuthorizer("users", { jwt: { ...tokens, function: { url, streaming } } });
      api.route("$connect", given, asking(users.id));
    },
    "a Lambda authorizer": (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const doorman = api.addAuthorizer("doorman", { lambda: { ...decider, function: args } });
      api.route("$connect", given, { auth: { lambda: doorman.id } });
    },
  };

  it.each(Object.entries(places))("are accepted: %s", (_, make) => {
    expect(synth(make).one(LambdaFunctionUrl)).toMatchObject({
      authorization_type: "AWS_IAM",
      invoke_mode: "RESPONSE_STREAM",
    });
  });
});

describe("rejected are", () => {
  it.each<[string, object, string]>([
    ["streaming without a URL", { streaming: true }, '"streaming" needs "url"'],
    ["streaming of another type", { url: true, streaming: "true" }, 'has to be true or false; got "true". Write'],
    ["a router", { url: { router: { path: "/api" } } }, '"url.router" takes SST\'s Router'],
    ["a route", { url: { route: "/api" } }, "Write url: true, and make fn.url the origin of a CloudfrontDistribution."],
    ["a misspelt argument", { url: { authorisation: "iam" } }, 'Did you mean "authorization"?'],
    ["a misspelt argument of cors", { url: { cors: { allowOrigin: [] } } }, 'Did you mean "allowOrigins"?'],
    ["another authorization", { url: { authorization: "aws" } }, '"url.authorization" has to be "none" or "iam"'],
    ["a misspelt authorization", { url: { authorization: "IAM" } }, 'got "IAM". Did you mean "iam"?'],
    ["a URL of another type", { url: "https://example.com" }, '"url" has to be an object; got "https://example.com"'],
    ["one origin", { url: { cors: { allowOrigins: "*" } } }, '"url.cors.allowOrigins" has to be a list of texts'],
    ["a number of seconds", { url: { cors: { maxAge: 60 } } }, '"url.cors.maxAge" has to be a duration'],
    ["more than a day", { url: { cors: { maxAge: "25 hours" } } }, "at most 86400 seconds; got 90000. Write maxAge"],
    ["OPTIONS", { url: { cors: { allowMethods: ["OPTIONS"] } } }, "Remove it: Lambda answers OPTIONS itself."],
  ])("%s", (_, args, text) => {
    expect(problem(args)).toContain(text);
  });
});
