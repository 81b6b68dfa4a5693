import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaCodeSigningConfig } from "@cdktf/provider-aws/lib/lambda-code-signing-config";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const made = (args: Partial<FunctionArgs>) => synth((stack) => new aws.Function(stack, "Fn", { handler, ...args }));
const refusal = (args: object) => refused((stack) => new aws.Function(stack, "Fn", { handler, ...args })).message;

describe("tracing", () => {
  it.each([
    ["active", "Active"],
    ["pass-through", "PassThrough"],
  ] as const)("is %s, with the rights to send traces before the function is created", (tracing, mode) => {
    const stack = made({ tracing });
    expect(stack.one(LambdaFunction).tracing_config).toEqual({ mode });
    expect(stack.one(LambdaFunction).depends_on).toEqual([expect.stringContaining("_CreationPolicy_")]);
    expect(stack.data(DataAwsIamPolicyDocument, "Fn_CreationPolicyDocument").statement).toEqual([
      { effect: "Allow", actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] },
    ]);
  });

  it("may be a reference", () => {
    expect(made({ tracing: "${var.mode}" as never }).one(LambdaFunction).tracing_config).toEqual({
      mode: "${var.mode}",
    });
  });

  it("is Lambda's own where it is not set", () => {
    const stack = made({});
    expect(stack.one(LambdaFunction).tracing_config).toBeUndefined();
    expect(stack.all(IamRolePolicy).map(({ name }) => name)).toEqual(["inline"]);
  });

  it.each<[unknown, string]>([
    ["Active", '"tracing" has to be "active" or "pass-through"; got "Active". Did you mean "active"?'],
    ["passthrough", 'Did you mean "pass-through"?'],
    [true, '"tracing" has to be "active" or "pass-through"; got true. Write tracing: "active", or remove it.'],
  ])("rejects %j", (tracing, text) => {
    expect(refusal({ tracing })).toContain(text);
  });
});

describe("codeSigning", () => {
  const arn = "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0a1b2c3d4e5f67890";

  it("is an ARN", () => {
    expect(made({ codeSigning: arn }).one(LambdaFunction).code_signing_config_arn).toBe(arn);
  });

  it("is the provider's resource", () => {
    const stack = synth((scope) => {
      const allowedPublishers = { signingProfileVersionArns: ["arn"] };
      const codeSigning = new LambdaCodeSigningConfig(scope, "Signing", { allowedPublishers });
      new aws.Function(scope, "Fn", { handler, codeSigning });
    });
    expect(stack.one(LambdaFunction).code_signing_config_arn).toBe("${aws_lambda_code_signing_config.Signing.arn}");
  });

  it.each<[unknown, string]>([
    ["", '"codeSigning" takes the ARN of an aws_lambda_code_signing_config, or the resource itself; got "".'],
    [true, '"codeSigning" takes the ARN of an aws_lambda_code_signing_config, or the resource itself; got true.'],
    [
      "csc-0a1b2c3d4e5f67890",
      '"codeSigning" takes the ARN of a code signing configuration; got "csc-0a1b2c3d4e5f67890".',
    ],
  ])("rejects %j", (codeSigning, text) => {
    expect(refusal({ codeSigning })).toContain(text);
  });
});
