import { join } from "node:path";
import { App } from "cdktf";
import { aws, ValidationError } from "cdktf-apigateway-websocket";
import { enter, filesBelow, modesBelow, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";

afterEach(removeProjects);

const files = {
  "services/chat/requirements.txt": "# none\n",
  "services/chat/src/worker.py": "def handler(event, context): pass\n",
};

function synthesize(args: Partial<ConstructorParameters<typeof aws.Function>[2]> = {}, given = files) {
  const outdir = join(enter(project(given)), "cdktf.out");
  const app = new App({ outdir });
  const stack = testStack("one", app);
  const runtime = "python3.13";
  new aws.Function(stack, "Chat", { handler: "services/chat/src/worker.handler", runtime, ...args });
  app.synth();
  const folder = join(outdir, "stacks/one");
  const json = JSON.parse(filesBelow(folder)["cdk.tf.json"] ?? "");
  const [archive] = Object.values(json.data.archive_file) as { source_dir: string; output_file_mode: string }[];
  const [fn] = Object.values(json.resource.aws_lambda_function) as { handler: string; runtime: string }[];
  return { archive, fn, code: join(folder, archive?.source_dir ?? "") };
}

describe("a Python function from source", () => {
  it("is the folder with its requirements, and its handler is relative to it", () => {
    const { archive, fn, code } = synthesize();
    expect(fn).toMatchObject({ handler: "src/worker.handler", runtime: "python3.13" });
    expect(filesBelow(code)).toEqual({
      "requirements.txt": files["services/chat/requirements.txt"],
      "src/worker.py": files["services/chat/src/worker.py"],
    });
    expect(modesBelow(code)).toEqual({ "requirements.txt": "755", "src/worker.py": "755" });
    expect(archive?.output_file_mode).toBe("0755");
  });

  it("rejects a handler without a file, and options of Node.js", () => {
    expect(() => synthesize({ handler: "services/none.handler" })).toThrow(ValidationError);
    expect(() => synthesize({ nodejs: { minify: false } })).toThrow('"nodejs" can\'t be set for a Python function');
  });

  it("rejects packages that can't be installed, and names the function", () => {
    const editable = { ...files, "services/chat/requirements.txt": "-e .\n" };
    expect(() => synthesize({}, editable)).toThrow(
      /"handler" can't be packed with its packages.*Function "Chat" at one\/Chat/,
    );
  });
});
