import { parse } from "@cdktf/hcl2json";
import { Testing } from "cdktf";
import { aws } from "../../lib";
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
      conditions: [{ test: "StringEquals", variable: "aws:a", values: ['say "x"', "%{if}"] }],
    },
  ];
  api.route("$default", { handler: "src/a.handler", link: [api], permissions });
};

describe("HCL output", () => {
  // @cdktf/hcl2json is Terraform's own parser, compiled to WebAssembly.
  it("has the same documents as JSON, and no metadata", async () => {
    const stack = testStack();
    build(stack);
    const hcl = Testing.synthHcl(stack);
    expect(hcl).not.toMatch(/"?\/\/"?\s*=/);

    const { data } = await parse("main.tf", hcl);
    const documents = data.aws_iam_policy_document as Record<string, readonly unknown[]>;
    const read = Object.entries(documents).map(([name, [body]]) => [name, body]);
    expect(Object.fromEntries(read)).toEqual(synth(build).json.data?.aws_iam_policy_document);
  });
});
