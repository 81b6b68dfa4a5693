import { DataAwsLambdaFunction } from "@cdktf/provider-aws/lib/data-aws-lambda-function";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { Aspects, type TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refused, refusedInApp, synthesizeApp } from "../support/ways";
import { asking, decider, guardedApi, handlers, tokens } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

function url(stack: TerraformStack, functionName: string, qualifier?: string): LambdaFunctionUrl {
  return new LambdaFunctionUrl(stack, "Url", { functionName, qualifier, authorizationType: "NONE" });
}

function alias(stack: TerraformStack, functionName: string): LambdaAlias {
  return new LambdaAlias(stack, "Live", { name: "live", functionName, functionVersion: "1" });
}

const elsewhere = (stack: TerraformStack) => testStack("other-dev", stack.node.root as never);

type Make = (fn: aws.Function, stack: TerraformStack) => void;

const urls: Readonly<Record<string, Make>> = {
  "by its name": (fn, stack) => url(stack, fn.name),
  "by its ARN": (fn, stack) => url(stack, fn.arn),
  "by its version": (fn, stack) => url(stack, fn.nodes.function.qualifiedArn),
  "by its id, with a qualifier": (fn, stack) => url(stack, fn.nodes.function.id, "live"),
  "by a literal name": (_, stack) => url(stack, "shared"),
  "by a literal ARN": (_, stack) => url(stack, "arn:aws:lambda:eu-west-1:123456789012:function:shared:live"),
  "by a part of an ARN": (_, stack) => url(stack, "123456789012:function:shared"),
  "by the name of its alias": (fn, stack) => url(stack, alias(stack, fn.name).functionName, "live"),
  "by the ARN of its alias": (fn, stack) => url(stack, alias(stack, fn.arn).arn),
  "by a data source": (fn, stack) =>
    url(stack, new DataAwsLambdaFunction(stack, "Data", { functionName: fn.name }).functionName),
  "by a data source of its alias": (fn, stack) => {
    const { functionName } = alias(stack, fn.name);
    url(stack, new DataAwsLambdaFunction(stack, "Data", { functionName }).arn);
  },
  "by an expression": (fn, stack) => url(stack, `\${lower(aws_lambda_function.${addressOf(fn)}.function_name)}`),
  "by an override": (fn, stack) => url(stack, "other").addOverride("function_name", `${addressed(fn)}`),
  "by an override of the stack": (fn, stack) =>
    stack.addOverride("resource.aws_lambda_function_url.added", { function_name: addressed(fn) }),
  "by an aspect": (fn, stack) => {
    const other = url(stack, "other");
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === other) other.functionName = fn.name;
      },
    });
  },
  "in another stack, by its name": (fn, stack) => url(elsewhere(stack), fn.name),
  "in another stack, by its ARN": (fn, stack) => url(elsewhere(stack), fn.arn),
  "in another stack, by a literal name": (_, stack) => url(elsewhere(stack), "shared"),
};

const addressOf = (fn: aws.Function) => fn.nodes.function.friendlyUniqueId;
const addressed = (fn: aws.Function) => `\${aws_lambda_function.${addressOf(fn)}.function_name}`;

type Use = (fn: aws.Function, made: ReturnType<typeof guardedApi>) => void;

function build(make: Make, ...scopes: string[]) {
  return used(make, (fn, { api, users }) => api.route("a", fn, asking(users.id, ...scopes)));
}

function used(make: Make, use: Use) {
  return (stack: TerraformStack) => {
    const made = guardedApi(stack);
    const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler", name: "shared" });
    make(fn, stack);
    use(fn, made);
  };
}

/** Functions that not everyone may call, and what a message calls them. */
const closedToPublic: Readonly<Record<string, Use>> = {
  "of a route with auth": (fn, { api, users }) => api.route("a", fn, asking(users.id)),
  "of a route with auth, by its ARN": (fn, { api, users }) => api.route("a", fn.arn, asking(users.id)),
  "of an authorizer": (fn, { api }) => useAuthorizer(api, fn),
  "of an authorizer, by its ARN": (fn, { api }) => useAuthorizer(api, fn.arn),
};

function useAuthorizer({ node }: aws.ApiGatewayWebSocket, fn: aws.Function | string): void {
  const api = new aws.ApiGatewayWebSocket(node.scope as TerraformStack, "Other");
  const doorman = api.addAuthorizer("doorman", { lambda: { ...decider, function: fn } });
  api.route("$connect", "src/connect.handler", { auth: { lambda: doorman.id } });
}

const circle = (stack: TerraformStack) => {
  const made = alias(stack, "x");
  made.addOverride("function_name", `\${aws_lambda_alias.${made.friendlyUniqueId}.function_name}`);
  return made.functionName;
};

describe("a function URL", () => {
  it.each(Object.entries(urls))("is rejected for a function with scopes: %s", (_, make) => {
    const error = refusedInApp(build(make, "x"));
    expect(error.message).toContain(
      "\"aws_lambda_function_url\" can't be created for a function whose routes have scopes: clients would bypass the API's authorizer",
    );
    expect(error.constructPath).toBe("chat-dev/Shared");
  });

  it.each(Object.entries(urls))("is accepted for a function of a route without auth: %s", (_, make) => {
    expect(() => synthesizeApp(used(make, (fn, { api }) => api.route("a", fn)))).not.toThrow();
  });

  it.each(
    Object.entries(closedToPublic).flatMap(([whose, use]) =>
      Object.entries(urls).map(([way, make]) => [whose, way, make, use] as const),
    ),
  )("without authorization is rejected for a function %s: %s", (whose, _, make, use) => {
    const error = refusedInApp(used(make, use));
    expect(error.message).toContain(
      `"aws_lambda_function_url" without authorization can't be created for a function ${whose.split(",")[0]}: everyone could `,
    );
    expect(error.message).toContain('Write url: { authorization: "iam" }, or create a function for it');
    expect(error.constructPath).toBe("chat-dev/Shared");
  });

  it.each(Object.entries(closedToPublic))("with authorization is accepted for a function %s", (_, use) => {
    const authorizationType = "AWS_IAM";
    const make: Make = ({ name: functionName }, stack) =>
      new LambdaFunctionUrl(stack, "Url", { functionName, authorizationType });
    expect(() => synthesizeApp(used(make, use))).not.toThrow();
  });

  it("with an authorization that synthesis can't tell is rejected for a function of a route with auth", () => {
    const make: Make = ({ name: functionName }, stack) =>
      new LambdaFunctionUrl(stack, "Url", { functionName, authorizationType: "${var.type}" });
    expect(refusedInApp(build(make)).message).toContain("without authorization can't be created for a function of a");
  });

  it("without authorization is rejected for a function of the provider that serves a route with auth", () => {
    const error = refusedInApp((stack) => {
      const { api, users } = guardedApi(stack);
      const fn = new LambdaFunction(stack, "Plain", { functionName: "plain", role: "role" });
      api.route("a", fn.arn, asking(users.id));
      url(stack, "plain");
    });
    expect(error.constructPath).toBe("chat-dev/Plain");
  });

  it("without authorization is rejected for the function that verifies tokens", () => {
    const error = refusedInApp((stack) => {
      const { function: fn } = guardedApi(stack).users.nodes;
      url(stack, (fn as aws.Function).name);
    });
    expect(error.message).toContain("can't be created for a function of an authorizer");
  });

  it.each<[string, Make]>([
    ["of another function", (_, stack) => url(stack, "shared2")],
    [
      "of a function whose name begins with its own, by an ARN",
      (_, stack) => url(stack, "arn:aws:lambda:eu-west-1:123456789012:function:shared2:live"),
    ],
    ["of a function whose name contains its own", (_, stack) => url(stack, "my-shared")],
    [
      "of another function of the provider",
      (_, stack) => url(stack, new LambdaFunction(stack, "Shared2", { functionName: "x", role: "y" }).arn),
    ],
    ["without a name", (_, stack) => url(stack, "x").addOverride("function_name", undefined)],
  ])("is accepted beside a function with scopes: %s", (_, make) => {
    expect(() => synthesizeApp(build(make, "x"))).not.toThrow();
  });

  it.each<[string, Make]>([
    ["a variable", (_, stack) => url(stack, "${var.name}")],
    ["a circular reference", (_, stack) => url(stack, circle(stack))],
  ])("is rejected beside a function with scopes where synthesis can't tell its function: %s", (_, make) => {
    expect(refusedInApp(build(make, "x")).message).toContain(
      "Refer to the other function's resource, or write its name.",
    );
  });
});

describe("the argument url", () => {
  const handler = "src/default.handler";
  type Api = ReturnType<typeof guardedApi>;
  const places: Readonly<Record<string, (made: Api, url: FunctionArgs["url"], scopes: string[]) => void>> = {
    "of a function, before its route": ({ api, users }, url, scopes) => {
      const fn = new aws.Function(api, "Fn", { handler, url });
      api.route("a", fn, asking(users.id, ...scopes));
    },
    "of a function that also serves a route without auth": ({ api, users }, url, scopes) => {
      const fn = new aws.Function(api, "Fn", { handler, url });
      api.route("free", fn);
      api.route("a", fn.arn, asking(users.id, ...scopes));
    },
    "of a route": ({ api, users }, url, scopes) => {
      api.route("a", { handler, url }, asking(users.id, ...scopes));
    },
  };

  it.each(
    Object.entries(places).flatMap(([place, make]) =>
      [true, {}, { authorization: "iam" } as const].map((url) => [place, url, make] as const),
    ),
  )("%s with scopes is rejected: %j", (_, url, make) => {
    const { message } = refused((stack) => make(guardedApi(stack), url, ["x"]));
    expect(message).toContain("can't be created for a function whose routes have scopes");
    expect(message).toContain('Remove it or "url" of the function');
  });

  it.each(Object.entries(places))("%s with auth is accepted with authorization only", (_, make) => {
    const { message } = refused((stack) => make(guardedApi(stack), true, []));
    expect(message).toContain("without authorization can't be created for a function of a route with auth");
    expect(() => synth((stack) => make(guardedApi(stack), { authorization: "iam" }, []))).not.toThrow();
  });

  it("of a transform of an API is rejected for its routes with auth", () => {
    const build = (url: FunctionArgs["url"], auth: boolean) => (stack: TerraformStack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { handler: { url } } } });
      api.route("$connect", handler, { auth: auth && { iam: true } });
    };
    expect(refused(build(true, true)).message).toContain("a function of a route with auth");
    expect(() => synth(build(true, false))).not.toThrow();
    expect(() => synth(build({ authorization: "iam" }, true))).not.toThrow();
  });

  it("of jwt.function is accepted with authorization only", () => {
    const build = (url: FunctionArgs["url"]) => (stack: TerraformStack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const users = api.addAuthorizer("users", { jwt: { ...tokens, function: { url } } });
      api.route("$connect", handler, asking(users.id));
    };
    expect(refused(build(true)).message).toContain("can't be created for a function of an authorizer");
    expect(() => synth(build({ authorization: "iam" }))).not.toThrow();
  });

  it("of an authorizer is accepted with authorization only", () => {
    const build = (url: FunctionArgs["url"]) => (stack: TerraformStack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const doorman = api.addAuthorizer("doorman", { lambda: { function: { handler, url } } });
      api.route("$connect", handler, { auth: { lambda: doorman.id } });
    };
    expect(refused(build(true)).message).toContain("can't be created for a function of an authorizer");
    expect(() => synth(build({ authorization: "iam" }))).not.toThrow();
  });

  it("can't lose its authorization by an override", () => {
    const error = refused((stack) => {
      const { api, users } = guardedApi(stack);
      const fn = new aws.Function(stack, "Fn", { handler, url: { authorization: "iam" } });
      api.route("a", fn, asking(users.id));
      fn.nodes.url?.addOverride("authorization_type", "NONE");
    });
    expect(error.message).toContain("without authorization can't be created for a function of a route with auth");
  });
});
