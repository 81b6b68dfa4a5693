import { existsSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Aspects, type ISynthesisSession, TerraformStack, Testing } from "cdktf";
import { aws, ValidationError } from "cdktf-apigateway-websocket";
import { enter, type Files, filesBelow, modesBelow, project, removeProjects, write } from "../support/project";
import { testStack } from "../support/synth";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

const sources = {
  "src/a.ts": "export const handler = async () => ({ statusCode: 200, body: 'a' });\n",
  "src/b.ts": "export const handler = async () => ({ statusCode: 200, body: 'b' });\n",
  "src/c.ts": "export const handler = async () => ({ statusCode: 200, body: 'c' });\n",
};
const broken = { "src/b.ts": "export const handler = async () => {;\n" };
const arn = "arn:aws:lambda:eu-west-1:123456789012:function:made";

type Routes = Readonly<Record<string, Parameters<aws.ApiGatewayWebSocket["route"]>[1]>>;

function addApi(stack: TerraformStack, routes: Routes, id = "Api"): aws.ApiGatewayWebSocket {
  const api = new aws.ApiGatewayWebSocket(stack, id, { accessLog: false });
  for (const [key, handler] of Object.entries(routes)) api.route(key, handler);
  return api;
}

/** Adds a route to a stack, and an aspect that breaks a rule at the latest possible moment. */
function addBroken(stack: TerraformStack, handler: Routes[string]): void {
  const api = addApi(stack, { $default: handler });
  Aspects.of(stack).add({
    visit: (node) => {
      if (node === api.nodes.stage) api.nodes.stage.name = "no good";
    },
  });
}

const outdir = () => join(process.cwd(), "cdktf.out");
const app = (config: ConstructorParameters<typeof App>[0] = {}) => new App({ outdir: outdir(), ...config });

/** Synthesizes an app with one stack for each set of routes, as a run of the program does. */
function synthesize(
  stacks: Readonly<Record<string, Routes>>,
  config: ConstructorParameters<typeof App>[0] = {},
): Files {
  const made = app(config);
  for (const [name, routes] of Object.entries(stacks)) addApi(testStack(name, made), routes);
  made.synth();
  return filesBelow(outdir());
}

function thrown(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

const bundles = (files: Files) => Object.keys(files).filter((path) => path.endsWith("/index.mjs"));
const texts = (files: Files) => bundles(files).map((path) => /body:"(\w)"/.exec(files[path] ?? "")?.[1]);

beforeEach(() => {
  enter(project(sources));
  buildSync.mockClear();
});

afterEach(() => {
  delete process.env.SYNTH_HCL_OUTPUT;
  removeProjects();
});

describe("the functions of an app", () => {
  it("are bundled in one run of esbuild, whatever the number of stacks", () => {
    const files = synthesize({
      one: { $default: "src/a.handler", b: "src/b.handler" },
      two: { $default: "src/c.handler" },
    });
    expect(buildSync).toHaveBeenCalledTimes(1);
    expect(texts(files)).toEqual(["b", "a", "c"]);
    expect(bundles(files).map((path) => path.replace(/_[0-9A-F]{8}\//, "/"))).toEqual([
      "stacks/one/functions/Api_Routeb_Handler/index.mjs",
      "stacks/one/functions/Api_Routedefault_Handler/index.mjs",
      "stacks/two/functions/Api_Routedefault_Handler/index.mjs",
    ]);
  });

  it("are in the folders that the archives of their stack zip, and no zip is inside its folder", () => {
    const files = synthesize({ one: { $default: "src/a.handler", b: "src/b.handler" } });
    const { data } = JSON.parse(files["stacks/one/cdk.tf.json"] ?? "");
    const archives: { source_dir: string; output_path: string; output_file_mode: string }[] = Object.values(
      data.archive_file,
    );
    expect(archives).toHaveLength(2);
    for (const archive of archives) {
      expect(files[`stacks/one/${archive.source_dir}/index.mjs`]).toContain("statusCode");
      expect(archive.output_path).toBe(`${archive.source_dir}.zip`);
      expect(archive.output_file_mode).toBe("0644");
    }
  });

  it("have different folders if their ids become the same Terraform name", () => {
    const made = app();
    const stack = testStack("one", made);
    new aws.Function(stack, "a b", { handler: "src/a.handler" });
    new aws.Function(stack, "ab", { handler: "src/b.handler" });
    made.synth();
    expect(texts(filesBelow(outdir())).sort()).toEqual(["a", "b"]);
  });

  it("are listed in the manifest of their stack, with the settings to bundle them again", () => {
    const routes: Routes = {
      $default: "src/a.handler",
      b: {
        handler: "src/b.handler",
        nodejs: { format: "cjs", minify: false, sourcemap: true, esbuild: { charset: "ascii" } },
      },
      "made elsewhere": arn,
    };
    const files = synthesize({ one: routes });
    const { version, functions } = JSON.parse(files["stacks/one/functions/manifest.json"] ?? "");
    const lambdas = Object.keys(JSON.parse(files["stacks/one/cdk.tf.json"] ?? "").resource.aws_lambda_function).sort();
    const folders = bundles(files).map((path) => path.slice("stacks/one/".length, -"/index.mjs".length));
    expect(version).toBe(1);
    expect(functions).toEqual([
      {
        address: `aws_lambda_function.${lambdas[0]}`,
        folder: expect.stringMatching(/^functions\/Api_Routeb_Handler_[0-9A-F]{8}$/),
        handler: "src/b.ts",
        export: "handler",
        options: { format: "cjs", minify: false, sourcemap: true, target: "node24", esbuild: { charset: "ascii" } },
      },
      {
        address: `aws_lambda_function.${lambdas[1]}`,
        folder: folders[0],
        handler: "src/a.ts",
        export: "handler",
        options: { format: "esm", minify: true, sourcemap: false, target: "node24" },
      },
    ]);
  });

  it("are removed with their routes at the next synthesis", () => {
    const before = synthesize({ one: { $default: "src/a.handler", b: "src/b.handler" } });
    const zip = `stacks/one/${bundles(before)[0]?.split("/").slice(2, 4).join("/")}.zip`;
    write(outdir(), { [zip]: "what Terraform packed" });
    const after = synthesize({ one: { $default: "src/a.handler" } });
    expect(texts(before)).toEqual(["b", "a"]);
    expect(texts(after)).toEqual(["a"]);
    expect(Object.keys(after)).not.toContain(zip);
    expect(after["stacks/one/functions/manifest.json"]).not.toContain("src/b.ts");
  });

  it("can be added by an aspect", () => {
    const made = app();
    const [one, two] = [testStack("one", made), testStack("two", made)];
    for (const stack of [one, two]) addApi(stack, { $default: "src/a.handler" });
    const visit = (node: unknown) => {
      if (node === two) new aws.Function(two, "Late", { handler: "src/b.handler" });
    };
    Aspects.of(two).add({ visit });
    made.synth();
    const files = filesBelow(outdir());
    const [late] = bundles(files).filter((path) => path.includes("/Late_"));
    expect(files[late ?? ""]).toContain('body:"b"');
    expect(files["stacks/two/functions/manifest.json"]).toContain('"functions/Late_');
    expect(texts(files)).toEqual(["a", "a", "b"]);
  });

  it("can all be added by an aspect, in a stack without any", () => {
    const made = app();
    const stack = testStack("one", made);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === stack) new aws.Function(stack, "Late", { handler: "src/b.handler" });
      },
    });
    made.synth();
    expect(texts(filesBelow(outdir()))).toEqual(["b"]);
  });

  it("are not bundled by Testing.synth, which still rejects a handler without a file", () => {
    const stack = testStack();
    addApi(stack, { $default: "src/a.handler" });
    expect(Object.keys(JSON.parse(Testing.synth(stack)).data.archive_file)).toHaveLength(1);
    expect(() => addApi(testStack(), { $default: "src/missing.handler" })).toThrow(ValidationError);
    expect(buildSync).not.toHaveBeenCalled();
  });
});

describe("every way to synthesize", () => {
  const routes = { $default: "src/a.handler", b: "src/b.handler" };

  it("stages the functions in Testing.fullSynth", () => {
    const stack = testStack("one");
    addApi(stack, routes);
    expect(texts(filesBelow(Testing.fullSynth(stack)))).toEqual(["b", "a"]);
  });

  it("stages the functions with skipValidation, and still checks the stack", () => {
    expect(texts(synthesize({ one: routes }, { skipValidation: true }))).toEqual(["b", "a"]);
    const made = app({ skipValidation: true });
    addBroken(testStack("one", made), "src/a.handler");
    expect(() => made.synth()).toThrow(ValidationError);
  });

  it("stages the functions beside HCL", () => {
    // cdktf's switch for stacks. The `hclOutput` option of the app does not set it.
    process.env.SYNTH_HCL_OUTPUT = "true";
    const files = synthesize({ one: routes }, { hclOutput: true });
    expect(files["stacks/one/cdk.tf"]).toContain('resource "aws_lambda_function"');
    expect(files["stacks/one/cdk.tf.json"]).toBeUndefined();
    expect(texts(files)).toEqual(["b", "a"]);
  });

  it.each(["before", "after"] as const)(
    "stages the functions of a stack that sets its own synthesizer %s they are made",
    (when) => {
      const seen: string[] = [];
      class Own extends TerraformStack {
        public decorate(): void {
          const inner = this.synthesizer;
          this.synthesizer = {
            synthesize: (session: ISynthesisSession) => {
              seen.push(this.node.id);
              inner.synthesize(session);
            },
          };
        }
      }
      const made = app();
      const own = new Own(made, "own");
      new AwsProvider(own, "aws");
      new ArchiveProvider(own, "archive");
      if (when === "before") own.decorate();
      addApi(own, { $default: "src/a.handler" });
      if (when === "after") own.decorate();
      made.synth();
      expect(seen).toEqual(["own"]);
      expect(texts(filesBelow(outdir()))).toEqual(["a"]);
    },
  );

  it("writes the code of all archives if the synthesizer is replaced after the functions are created", () => {
    const made = app();
    const stack = testStack("one", made);
    const inner = stack.synthesizer;
    addApi(stack, routes);
    stack.synthesizer = inner;
    let error: unknown;
    try {
      made.synth();
    } catch (caught) {
      error = caught;
    }
    if (error === undefined) expect(texts(filesBelow(outdir()))).toEqual(["b", "a"]);
    else expect(error).toBeInstanceOf(ValidationError);
  });

  it("writes the same if a process synthesizes twice", () => {
    const made = app();
    for (const name of ["one", "two"]) addApi(testStack(name, made), routes);
    made.synth();
    const first = filesBelow(outdir());
    made.synth();
    expect(filesBelow(outdir())).toEqual(first);
    expect(texts(first)).toEqual(["b", "a", "b", "a"]);
  });

  it("bundles changed source at the second synthesis of a process", () => {
    const made = app();
    addApi(testStack("one", made), { $default: "src/a.handler" });
    made.synth();
    write(".", { "src/a.ts": sources["src/b.ts"] });
    made.synth();
    expect(texts(filesBelow(outdir()))).toEqual(["b"]);
  });
});

describe("a rule that is broken in a later stack", () => {
  it.each([
    ["has functions", "src/b.handler"],
    ["has an API and no functions", arn],
  ])("leaves nothing of the earlier stack behind if the later one %s", (_what, handler) => {
    const made = app();
    addApi(testStack("one", made), { $default: "src/a.handler" });
    addBroken(testStack("two", made), handler);
    expect(() => made.synth()).toThrow(ValidationError);
    expect(Object.keys(filesBelow(outdir()))).toEqual([]);
  });

  it("removes an earlier stack that has an API and no functions", () => {
    const made = app();
    addApi(testStack("one", made), { $default: arn });
    addBroken(testStack("two", made), "src/b.handler");
    expect(() => made.synth()).toThrow(ValidationError);
    expect(Object.keys(filesBelow(outdir()))).toEqual([]);
  });

  it("keeps the output of the last successful synthesis completely or removes it, but never leaves a part", () => {
    const good = synthesize({ one: { $default: "src/a.handler" }, two: { $default: "src/b.handler" } });
    const made = app();
    addApi(testStack("one", made), { $default: "src/c.handler" });
    addBroken(testStack("two", made), "src/b.handler");
    expect(() => made.synth()).toThrow(ValidationError);
    const left = Object.keys(filesBelow(join(outdir(), "stacks")));
    if (left.length > 0) expect(filesBelow(outdir())).toEqual(good);
  });

  it("keeps a state file in the stack's folder, as a successful synthesis does", () => {
    const state = { "stacks/one/one.tfstate": "{}", "stacks/two/two.tfstate": "{}", "stacks/one/.terraform/x": "x" };
    write(outdir(), state);
    mkdirSync(join(outdir(), "stacks/one/functions"), { recursive: true });
    expect(synthesize({ one: { $default: "src/a.handler" }, two: { $default: "src/b.handler" } })).toMatchObject(state);
    const made = app();
    addApi(testStack("one", made), { $default: "src/a.handler" });
    addBroken(testStack("two", made), "src/b.handler");
    expect(() => made.synth()).toThrow(ValidationError);
    expect(filesBelow(outdir())).toMatchObject(state);
    expect(Object.keys(filesBelow(join(outdir(), "stacks/one")))).toEqual([".terraform/x", "one.tfstate"]);
  });
});

describe("manifest.json of the output", () => {
  const odd = { "src/odd.ts": "export const handler = (value: number) => value === -0;\n" };

  interface Annotation {
    readonly constructPath: string;
    readonly level: string;
    readonly message: string;
    readonly stacktrace?: readonly string[];
  }
  const annotations = (files: Files) => {
    const { stacks } = JSON.parse(files["manifest.json"] ?? "") as {
      stacks: Record<string, { annotations: Annotation[] }>;
    };
    return Object.values(stacks).flatMap((stack) => stack.annotations);
  };

  beforeEach(() => write(".", odd));

  it("contains each esbuild warning once, as an annotation that names its routes", () => {
    const files = synthesize({
      one: { $default: "src/a.handler", x: "src/odd.handler" },
      two: { $default: "src/odd.handler", y: { handler: "src/odd.handler", nodejs: { format: "cjs" } } },
    });
    const warnings = annotations(files).filter(({ message }) => message.includes("[equals-negative-zero]"));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.level).toBe("@cdktf/warn");
    expect(warnings[0]?.message).toContain("src/odd.ts:1:");
    for (const route of ["one/Api/Route x", "two/Api/Route $default", "two/Api/Route y"])
      expect(warnings[0]?.message).toContain(route.split("/").slice(1).join("/"));
    expect(warnings[0]?.message).not.toContain("Route $default/Handler, Api/Route $default");
  });

  it("contains a warning once after a second synthesis of the process", () => {
    const made = app();
    addApi(testStack("one", made), { $default: "src/odd.handler" });
    made.synth();
    const first = filesBelow(outdir());
    made.synth();
    expect(annotations(first)).toHaveLength(1);
    expect(annotations(filesBelow(outdir()))).toEqual(annotations(first));
  });

  it("contains the warning about a function that an aspect adds", () => {
    const made = app();
    const stack = testStack("one", made);
    addApi(stack, { $default: "src/a.handler" });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === stack) new aws.Function(stack, "Late", { handler: "src/odd.handler" });
      },
    });
    made.synth();
    expect(annotations(filesBelow(outdir())).map(({ message }) => message)).toEqual([
      expect.stringContaining("src/odd.ts:1:"),
    ]);
  });

  it("contains neither stack traces nor paths of the machine in annotations", () => {
    const made = app();
    for (const name of ["one", "two"]) {
      const api = new aws.ApiGatewayWebSocket(testStack(name, made), "Api", {
        transform: { route: { handler: { memory: "2 GB" } } },
      });
      api.route("$default", { handler: "src/odd.handler", timeout: "1 minute" });
      api.route("GET /", arn);
    }
    made.synth();
    const all = annotations(filesBelow(outdir()));
    const said = all.map(({ message }) => message).join("\n");
    for (const part of ['"timeout"', '"account"', '"transform.route.handler"', '"GET /"', "equals-negative-zero"])
      expect(said).toContain(part);
    for (const { message, stacktrace } of all) {
      expect(stacktrace).toBeUndefined();
      expect(message).not.toContain(process.cwd());
      expect(message).not.toContain(join(__dirname, "../.."));
    }
  });
});

describe("a directory with built code", () => {
  const ready = { handler: "main.handler", bundle: "ready" };

  it("is copied completely, as executable files and without bundling", () => {
    write("ready", { "main.mjs": "export const handler = 1;\n", "lib/deep/data.bin": "\u0000\u00ff" }, 0o600);
    const files = synthesize({ one: { $default: ready } });
    expect(buildSync).not.toHaveBeenCalled();
    const { data } = JSON.parse(files["stacks/one/cdk.tf.json"] ?? "");
    const [archive] = Object.values(data.archive_file) as { source_dir: string; output_file_mode: string }[];
    const folder = join(outdir(), "stacks/one", archive?.source_dir ?? "");
    expect(filesBelow(folder)).toEqual(filesBelow(join(process.cwd(), "ready")));
    expect(modesBelow(folder)).toEqual({ "lib/deep/data.bin": "755", "main.mjs": "755" });
    expect((statSync(join(folder, "lib")).mode & 0o777).toString(8)).toBe("755");
    expect(archive?.output_file_mode).toBe("0755");
    expect(JSON.parse(files["stacks/one/functions/manifest.json"] ?? "").functions).toEqual([]);
  });

  it("leaves nothing of its stack behind if it can't be copied", () => {
    write("ready", { "main.mjs": "export const handler = 1;\n" });
    symlinkSync("nowhere", "ready/link");
    const error = thrown(() => synthesize({ one: { $default: "src/a.handler" }, two: { $default: ready } }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toContain('"ready/link" is a broken symbolic link');
    expect(error.message).toContain("two/Api/Route $default/Handler");
    expect(Object.keys(filesBelow(outdir()))).toEqual([]);
  });
});

describe("source that can't be bundled", () => {
  it("fails with its route, file and line, before any file is written", () => {
    write(".", broken);
    const error = thrown(() =>
      synthesize({ one: { $default: "src/a.handler" }, two: { "send message": "src/b.handler" } }),
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toMatch(/src\/b\.ts:2:0|src\/b\.ts:1:\d+/);
    expect(error.message).toContain("two/Api/Route send message/Handler");
    expect(error.message).not.toContain("Route $default");
    expect(error.message).not.toContain(process.cwd());
    expect(Object.keys(filesBelow(outdir()))).toEqual([]);
    expect(existsSync(join(outdir(), "stacks/one"))).toBe(false);
  });

  it("leaves the output of the last good synthesis as it was", () => {
    const stacks = { one: { $default: "src/a.handler" }, two: { $default: "src/b.handler" } };
    const good = synthesize(stacks);
    write(".", broken);
    expect(() => synthesize({ ...stacks, one: { $default: "src/a.handler", c: "src/c.handler" } })).toThrow(
      ValidationError,
    );
    expect(filesBelow(outdir())).toEqual(good);
  });

  it("is named if several handlers share the file", () => {
    const shared = 'import "./b";\nexport const handler = async () => 1;\n';
    write(".", { ...broken, "src/uses-b.ts": shared });
    const error = thrown(() => synthesize({ one: { $default: "src/a.handler", uses: "src/uses-b.handler" } }));
    expect(error.message).toContain("Route uses");
    expect(error.message).not.toContain("Route $default");
  });

  it("fails for a function that an aspect adds, and leaves nothing behind", () => {
    write(".", broken);
    const made = app();
    addApi(testStack("one", made), { $default: "src/a.handler" });
    const two = testStack("two", made);
    addApi(two, { $default: "src/c.handler" });
    Aspects.of(two).add({
      visit: (node) => {
        if (node === two) new aws.Function(two, "Late", { handler: "src/b.handler" });
      },
    });
    const error = thrown(() => made.synth());
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toContain('"Late" at two/Late');
    expect(Object.keys(filesBelow(outdir()))).toEqual([]);
  });

  it("is bundled by the same process after it is corrected", () => {
    write(".", broken);
    const made = app();
    addApi(testStack("one", made), { $default: "src/b.handler" });
    expect(() => made.synth()).toThrow(ValidationError);
    write(".", sources);
    made.synth();
    expect(texts(filesBelow(outdir()))).toEqual(["b"]);
  });
});
