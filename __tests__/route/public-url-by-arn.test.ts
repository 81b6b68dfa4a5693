import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";
import { handlers } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

const handler = "src/get.handler";

/** The ARNs by which a handler can name a function. */
const arns: Readonly<Record<string, (fn: aws.Function, stack: TerraformStack) => string>> = {
  "of the alias of its URL": (fn) => fn.nodes.urlAlias?.arn ?? "",
  "of another alias": (fn, stack) =>
    new LambdaAlias(stack, "Live", { name: "live", functionName: fn.name, functionVersion: "1" }).arn,
  "with the alias as text": (fn) => `${fn.arn}:url`,
  "of its version": (fn) => fn.nodes.function.qualifiedArn,
  "as a literal text": () => "arn:aws:lambda:eu-west-1:123456789012:function:given",
};

const open: FunctionArgs = { handler, name: "given", url: true, versioning: true };

describe("a public URL of a function that a handler names by an ARN", () => {
  it.each(Object.entries(arns))("%s is rejected on a route with auth", (_, arnOf) => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      api.route("$connect", arnOf(new aws.Function(stack, "Fn", open), stack), { auth: { iam: true } });
    });
    expect(message).toContain("can't be created for a function of a route with auth");
  });

  it.each(Object.entries(arns))("%s is rejected on an authorizer", (_, arnOf) => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const fn = arnOf(new aws.Function(stack, "Fn", open), stack);
      const { id } = api.addAuthorizer("users", { lambda: { function: fn, payload: "1.0", response: "iam" } });
      api.route("$connect", handler, { auth: { lambda: id } });
    });
    expect(message).toContain("can't be created for a function of an authorizer");
  });

  it("is accepted where another function has it", () => {
    const build = (stack: TerraformStack) => {
      new aws.Function(stack, "Web", { handler, url: true });
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const fn = new aws.Function(stack, "Fn", { handler, versioning: true });
      api.route("$connect", `${fn.arn}:live`, { auth: { iam: true } });
    };
    expect(() => synth(build)).not.toThrow();
  });
});
