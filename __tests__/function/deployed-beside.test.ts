import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";

beforeAll(() =>
  enter(project({ "src/image.ts": 'import sharp from "sharp";\nexport const handler = () => sharp;\n' })),
);
afterAll(removeProjects);

/** The warnings of a synthesis with a function whose bundle does not contain the package that it imports. */
function warnings(args: Partial<FunctionArgs>): readonly string[] {
  const stack = new TerraformStack(Testing.app(), "stack");
  new AwsProvider(stack, "Aws", { region: "eu-west-1" });
  new ArchiveProvider(stack, "Archive");
  new aws.Function(stack, "Image", {
    handler: "src/image.handler",
    nodejs: { esbuild: { external: ["sharp"] } },
    ...args,
  });
  Testing.fullSynth(stack);
  return stack.node.metadata.map(({ data }) => String(data));
}

const layers = ["arn:aws:lambda:eu-west-1:123456789012:layer:sharp:1"];

describe("an external import of a function", () => {
  it("is a warning that names the function", () => {
    expect(warnings({})).toEqual([expect.stringMatching(/^Image:\n"src\/image.ts" imports "sharp", which/)]);
  });

  it.each([
    ["the layers of its arguments", { layers }],
    ["the layers that a transform sets", { transform: { function: { layers } } }],
  ])("is left to %s", (_, args) => {
    expect(warnings(args)).toEqual([]);
  });
});
