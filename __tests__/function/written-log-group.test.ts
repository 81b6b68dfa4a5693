import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

function add(stack: TerraformStack, logGroup: string): void {
  new aws.Function(stack, "Fn", { handler: "src/chat.handler", logging: { logGroup } });
}

/** The name of the log group in `logging_config`, and at the end of the ARN in the policy. */
function names(make: (stack: TerraformStack) => string): readonly [unknown, unknown] {
  const made = synth((stack) => add(stack, make(stack)));
  const config = made.one(LambdaFunction).logging_config as { readonly log_group: string };
  const [statement] = made.data(DataAwsIamPolicyDocument, "Fn_PolicyDocument").statement as [
    { readonly resources: readonly [string] },
  ];
  return [config.log_group, statement.resources[0].replace(/^.*:log-group:/, "").replace(/:\*$/, "")];
}

describe("logging.logGroup", () => {
  it.each([
    ["a written reference", "${aws_cloudwatch_log_group.shared.name}"],
    ["a part of a template", "/aws/lambda/${var.name}"],
    ["two references", "${var.prefix}/${var.name}"],
    ["an expression with braces and quotes", '/aws/${lookup({ a = "}" }, var.name, "b")}/log'],
    ["a name", "/shared"],
  ])("means the same in the policy and in logging_config: %s", (_, text) => {
    expect(names(() => text)).toEqual([text, text]);
  });

  it("may be a token", () => {
    const [config, policy] = names((stack) => new CloudwatchLogGroup(stack, "Shared", { name: "/shared" }).name);
    expect([config, policy]).toEqual(["${aws_cloudwatch_log_group.Shared.name}", config]);
  });

  it("may be a token beside text", () => {
    const [config, policy] = names((stack) => `/aws/${new TerraformVariable(stack, "name", {}).stringValue}`);
    expect([config, policy]).toEqual(["/aws/${var.name}", config]);
  });

  it("is a reference in HCL too", () => {
    const stack = testStack();
    add(stack, "/aws/lambda/${var.name}");
    expect(Testing.synthHcl(stack)).toContain(":log-group:/aws/lambda/${var.name}:*");
  });
});
