import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { DataAwsCognitoUserPool } from "@cdktf/provider-aws/lib/data-aws-cognito-user-pool";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Aspects, TerraformCount, TerraformStack, Testing } from "cdktf";
import { aws } from "../../lib";
import { asking, guardedApi, handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refused, refusedInApp } from "../support/ways";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

function verifier({ users }: ReturnType<typeof guardedApi>): LambdaFunction {
  return (users.nodes.function as aws.Function).nodes.function;
}

const layer = "arn:aws:lambda:eu-west-1:123456789012:layer:tools:1";
const address = (fn: LambdaFunction) => `resource.aws_lambda_function.${fn.friendlyUniqueId}`;

describe("the function that verifies tokens", () => {
  it.each([
    ["NODE_OPTIONS", "--require ./other.js"],
    ["NODE_PATH", "/opt/nodejs/node_modules"],
    ["AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper"],
    ["AWS_LAMBDA_LOG_LEVEL", "debug"],
    ["LD_PRELOAD", "/opt/other.so"],
    ["${var.name}", "x"],
  ])("can't have the variable %s", (name, value) => {
    const text = `"environment" of the function that verifies tokens can't set ${JSON.stringify(name)}`;
    const override = refused((stack) => {
      const fn = verifier(guardedApi(stack));
      fn.addOverride("environment.variables", { ...fn.environmentInput?.variables, [name]: value });
    });
    expect(override.message).toContain(text);
    const aspect = refused((stack) => {
      const fn = verifier(guardedApi(stack));
      Aspects.of(stack).add({
        visit: (node) => {
          if (node === fn) fn.putEnvironment({ variables: { ...fn.environmentInput?.variables, [name]: value } });
        },
      });
    });
    expect(aspect.message).toContain(text);
  });

  it("can't have it in HCL", () => {
    const build = (stack: TerraformStack) => {
      const fn = verifier(guardedApi(stack));
      fn.putEnvironment({ variables: { ...fn.environmentInput?.variables, NODE_OPTIONS: "--require ./other.js" } });
    };
    expect(refusedInApp(build, (stack) => Testing.synthHcl(stack)).message).toContain('can\'t set "NODE_OPTIONS"');
  });

  it.each<[string, (fn: LambdaFunction) => void]>([
    ["an override", (fn) => fn.addOverride("layers", [layer])],
    ["an override of the stack", (fn) => TerraformStack.of(fn).addOverride(`${address(fn)}.layers`, [layer])],
    [
      "an assignment",
      (fn) => {
        fn.layers = [layer];
      },
    ],
    ["a reference", (fn) => fn.addOverride("layers", "${var.layers}")],
  ])("can't have layers by %s", (_, change) => {
    expect(refused((stack) => change(verifier(guardedApi(stack)))).message).toContain(
      '"layers" of the function that verifies tokens can\'t be set',
    );
  });

  it("can't ignore changes of its layers", () => {
    const ignore = (stack: TerraformStack) =>
      verifier(guardedApi(stack)).addOverride("lifecycle.ignore_changes", ["tags", "layers"]);
    expect(refused(ignore).message).toContain('"ignore_changes" of the function that verifies tokens can\'t contain');
  });

  it("may have other variables", () => {
    const build = (stack: TerraformStack) => {
      const fn = verifier(guardedApi(stack));
      fn.putEnvironment({ variables: { ...fn.environmentInput?.variables, POWERTOOLS_DEV: "true" } });
    };
    expect(() => synth(build)).not.toThrow();
  });
});

describe("the issuer", () => {
  const withIssuer = (issuer: (stack: TerraformStack) => string) => (stack: TerraformStack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    const users = api.addAuthorizer("users", { jwt: { issuer: issuer(stack), audiences: ["a"] } });
    api.route("$connect", "src/connect.handler", asking(users.id));
  };
  const pool = (stack: TerraformStack) => new CognitoUserPool(stack, "Pool", { name: "chat" });

  it.each<[string, (stack: TerraformStack) => string]>([
    ["of the stack", (stack) => pool(stack).endpoint],
    ["of another stack", (stack) => pool(testStack("users-dev", stack.node.root as never)).endpoint],
    [
      "with a count",
      (stack) => {
        const counted = new CognitoUserPool(stack, "Pool", { name: "chat", count: TerraformCount.of(2) });
        return counted.endpoint;
      },
    ],
    ["as one of several", () => '${aws_cognito_user_pool.pools["a"].endpoint}'],
    [
      "as a data source",
      (stack) => new DataAwsCognitoUserPool(stack, "Data", { userPoolId: "x" }).getStringAttribute("endpoint"),
    ],
    ["in text", () => "${aws_cognito_user_pool.main.endpoint}"],
  ])("can't be the endpoint of a user pool %s, which lacks https", (_, issuer) => {
    expect(refused(withIssuer(issuer)).message).toMatch(
      /^"jwt\.issuer" has to begin with "https:\/\/".*Write `https:\/\/\$\{pool\.endpoint\}`\./,
    );
  });

  it("may be that endpoint with https", () => {
    expect(() => synth(withIssuer((stack) => `https://${pool(stack).endpoint}`))).not.toThrow();
  });

  it("may be another reference", () => {
    expect(() => synth(withIssuer((stack) => pool(stack).id))).not.toThrow();
  });
});
