import { parse } from "@cdktf/hcl2json";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Testing } from "cdktf";
import { aws, Linkable } from "../../lib";
import { evaluateAll } from "../link/expressions";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";

beforeAll(() => enter(project({ "src/a.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const build = (stack: ReturnType<typeof testStack>) => {
  const api = new aws.ApiGatewayWebSocket(stack, "Chat");
  const permissions = [
    {
      effect: "deny" as const,
      actions: ["s3:*"],
      resources: ["arn:aws:s3:::chat/${aws:username}/*"],
      conditions: [{ test: "StringEquals", variable: "aws:a", values: ['say "x"', "%{if}", 'a", "*'] }],
    },
    {
      actions: ["s3:GetObject"],
      resources: ['arn:b/${aws:username}", "*', "a\\b", "a\n${b}", `${stack.node.id}$`, "x\\"],
    },
  ];
  const link = [api, new Linkable(stack, "Texts", { properties: { plain: "a, b: 100 %", odd: '"${x}" é' } })];
  api.route("$default", { handler: "src/a.handler", link, permissions });
};

describe("HCL output", () => {
  it("refuses an override of a document, which cdktf would lose", () => {
    const stack = testStack();
    const fn = new aws.Function(stack, "Fn", { handler: "src/a.handler" });
    fn.nodes.policyDocument?.addOverride("statement.0.effect", "Deny");
    expect(() => Testing.synthHcl(stack)).toThrow(/"addOverride" can't change a member of an argument in HCL/);
  });

  // @cdktf/hcl2json is Terraform's own parser, compiled to WebAssembly.
  it("has the same documents and variables as JSON, and no metadata", async () => {
    const stack = testStack();
    build(stack);
    const hcl = Testing.synthHcl(stack);
    expect(hcl).not.toMatch(/"?\/\/"?\s*=/);

    const { data, resource } = await parse("main.tf", hcl);
    const json = synth(build);
    const documents = Object.entries(data.aws_iam_policy_document as Record<string, readonly unknown[]>);
    const read = (value: unknown) => evaluateAll(value, (address) => `<${address}>`);
    expect(read(Object.fromEntries(documents.map(([name, [body]]) => [name, body])))).toEqual(
      read(json.dataByAddress(DataAwsIamPolicyDocument)),
    );
    const [[fn]] = Object.values(resource.aws_lambda_function) as [[{ environment: readonly unknown[] }]];
    expect(fn.environment).toEqual([json.one(LambdaFunction).environment]);
  });
});
