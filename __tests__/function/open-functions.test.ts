import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LambdaPermission, type LambdaPermissionConfig } from "@cdktf/provider-aws/lib/lambda-permission";
import { App } from "cdktf";
import { aws } from "../../lib";
import { handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { temporaryFolder } from "../support/ways";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

interface Annotation {
  readonly constructPath: string;
  readonly message: string;
}

/** The warnings about a function with a permission, which is in the same or in another stack. */
function warnings(config: Omit<LambdaPermissionConfig, "action" | "functionName">, place = "here"): Annotation[] {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  const stack = testStack("chat-dev", app);
  const fn = new aws.Function(stack, "Chat", { handler: "src/default.handler" });
  const home = place === "here" ? stack : testStack("other-dev", app);
  new LambdaPermission(home, "Permission", { action: "lambda:InvokeFunction", functionName: fn.arn, ...config });
  app.synth();
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  return Object.values<{ annotations: Annotation[] }>(stacks).flatMap(({ annotations }) => annotations);
}

describe("a permission on a function without scopes", () => {
  it.each(["here", "in another stack"])("for a service without a source is a warning, %s", (place) => {
    const [warning, ...others] = warnings({ principal: "sns.amazonaws.com" }, place);
    expect(others).toEqual([]);
    expect(warning?.constructPath).toBe("chat-dev/Chat");
    expect(warning?.message).toMatch(
      /^"aws_lambda_permission" for "sns\.amazonaws\.com" without a source lets this service invoke the function for every AWS account; got function_name = /,
    );
  });

  it("for S3 without an account is a warning, because the name of a bucket has none", () => {
    expect(warnings({ principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::uploads" })).toHaveLength(1);
  });

  it.each([
    { principal: "sns.amazonaws.com", sourceArn: "arn:aws:sns:eu-west-1:123456789012:topic" },
    { principal: "sns.amazonaws.com", sourceArn: "${var.topic}" },
    { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::uploads", sourceAccount: "123456789012" },
    { principal: "123456789012" },
    { principal: "${var.principal}" },
    { principal: "*" },
  ])("is not judged further: %j", (config) => {
    expect(warnings(config)).toEqual([]);
  });
});
