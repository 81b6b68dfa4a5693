import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, Lazy, TerraformStack, Testing } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { type FakeNpm, fakeNpm } from "../bundle/fake-npm";
import { enter, filesBelow, modesBelow, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refusal } from "../support/ways";

const lockfile = { packages: { "": {}, "node_modules/image": { version: "1.0.0", integrity: "sha512-x" } } };
let npm: FakeNpm;

beforeAll(() => {
  npm = fakeNpm({ "image@1.0.0": { "index.js": "" } });
  enter(
    project({
      "src/image.ts": 'import image from "image";\nexport const handler = () => image;\n',
      "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n",
      "py/worker.py": "def handler(event, context): pass\n",
      "py/auth.py": "",
      "views/a.html": "a",
      "views/b.html": "b",
      "ready/index.mjs": "export const handler = 1;\n",
      "package-lock.json": JSON.stringify(lockfile),
    }),
  );
});
afterAll(() => {
  npm.restore();
  removeProjects();
});

const image = { handler: "src/image.handler", nodejs: { install: ["image"] } };

/** The warnings and the staged folders of a synthesis. */
function synthesized(build: (stack: TerraformStack) => void) {
  const stack = new TerraformStack(Testing.app(), "stack");
  new AwsProvider(stack, "Aws", { region: "eu-west-1" });
  new ArchiveProvider(stack, "Archive");
  build(stack);
  const folder = join(Testing.fullSynth(stack), "stacks/stack/functions");
  return { folder, warnings: stack.node.metadata.map(({ data }) => String(data)), files: filesBelow(folder) };
}

const only = (args: FunctionArgs) => synthesized((stack) => new aws.Function(stack, "Chat", args));
const namesOf = (files: object) =>
  Object.keys(files).flatMap((path) => (path === "manifest.json" ? [] : path.split("/").slice(1).join("/")));

describe("nodejs.install", () => {
  it("excludes the packages from the bundle, deploys them, and silences the warning", () => {
    const { files, warnings } = only(image);
    expect(namesOf(files)).toEqual(["index.mjs", "node_modules/image/index.js", "node_modules/image/package.json"]);
    expect(warnings).toEqual([]);
  });

  it("is for the architecture that the function finally has", () => {
    only({ ...image, transform: { function: { architectures: ["arm64"] } } });
    expect(npm.calls().at(-1)).toContain("--cpu=arm64");
  });

  it.each(["the same", "a later"])("is for the architecture that an aspect of %s stack sets", (which) => {
    const app = Testing.app({ context: { bundleCache: "false" } });
    const before = npm.calls().length;
    const first = testStack("first", app);
    new aws.Function(first, "Other", { handler: "src/chat.handler" });
    const stack = which === "a later" ? testStack("second", app) : first;
    new aws.Function(stack, "Image", image);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof LambdaFunction) node.architectures = ["arm64"];
      },
    });
    app.synth();
    expect(npm.calls().length).toBeGreaterThan(before);
    expect(npm.calls().at(-1)).toContain("--cpu=arm64");
  });

  it.each<[string, FunctionArgs]>([
    ["nodejs.install", image],
    ["handler", { handler: "py/worker.handler", runtime: "python3.13" }],
  ])("rejects an override of the architecture, for which %s has no packages", (argument, args) => {
    const build = (stack: TerraformStack) =>
      new aws.Function(stack, "Chat", args).nodes.function.addOverride("architectures.0", "arm64");
    expect(refusal(() => void synth(build)).message).toContain(
      `"${argument}" has packages for the architecture that the function has at synthesis; got "architectures" `,
    );
  });

  it("is in the manifest, from which the local run builds again", () => {
    const { files } = only({ ...image, copyFiles: [{ from: "views" }], hook: { postbuild: () => undefined } });
    const { functions } = JSON.parse(files["manifest.json"] ?? "") as { functions: readonly object[] };
    expect(functions).toEqual([
      expect.objectContaining({
        options: expect.objectContaining({ esbuild: { external: ["image"] } }),
        install: { image: "*" },
        copyFiles: [{ from: "views" }],
        hasPostbuild: true,
      }),
    ]);
  });
});

it.each<[string, string, Partial<FunctionArgs>]>([
  ["no additions", "644", {}],
  ["empty ones", "644", { copyFiles: [], nodejs: { install: [] }, hook: {} }],
  ["packages", "755", image],
  ["copied files", "755", { copyFiles: [{ from: "views" }] }],
  ["a hook", "755", { hook: { postbuild: () => undefined } }],
])("the files of a function with %s have the mode %s", (_, mode, args) => {
  const all = { handler: "src/chat.handler", ...args };
  const { "manifest.json": manifest, ...modes } = modesBelow(only(all).folder);
  expect(manifest).toBe("644");
  expect(new Set(Object.values(modes))).toEqual(new Set([mode]));
  const { json } = synth((stack) => new aws.Function(stack, "Chat", all));
  expect(Object.values(json.data?.archive_file ?? {})).toEqual([
    expect.objectContaining({ output_file_mode: `0${mode}` }),
  ]);
});

it("copied files of a route are joined with those of transform.route.handler", () => {
  const { files } = synthesized((stack) => {
    const handler = { copyFiles: [{ from: "views/a.html", to: "all.html" }] };
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { handler } } });
    api.route("$default", { handler: "src/chat.handler", copyFiles: [{ from: "views/b.html" }] });
  });
  expect(namesOf(files)).toEqual(["all.html", "index.mjs", "views/b.html"]);
});

it("files can be copied into a ready directory", () => {
  const { files } = only({ handler: "index.handler", bundle: "ready", copyFiles: [{ from: "views/a.html", to: "." }] });
  expect(namesOf(files)).toEqual(["a.html", "index.mjs"]);
});

describe("rejects", () => {
  const handler = "src/chat.handler";
  it.each<[string, object, string]>([
    ["a text for packages", { nodejs: { install: "image" } }, '"nodejs.install" has to be a list of packages'],
    [
      "a path in a package",
      { nodejs: { install: ["image/lib"] } },
      '"nodejs.install" takes names of packages; got "image/lib"',
    ],
    ["a number as a package", { nodejs: { install: [1] } }, '"nodejs.install" takes names of packages; got 1'],
    [
      "a range",
      { nodejs: { install: { image: "^1.0.0" } } },
      'takes exact versions, so that the same packages are deployed on every day; got "^1.0.0" for "image"',
    ],
    [
      "an architecture that is known after apply",
      { ...image, architecture: "${var.cpu}" },
      '"nodejs.install" needs to know the function\'s architecture',
    ],
    [
      "packages of a ready directory",
      { handler: "index.handler", bundle: "ready", nodejs: { install: ["image"] } },
      '"nodejs" can\'t be set together with "bundle"',
    ],
    ["a text for copied files", { copyFiles: "views" }, '"copyFiles" has to be a list'],
    ["a text in copied files", { copyFiles: ["views"] }, '"copyFiles" has to be an object'],
    [
      "an unknown member of copied files",
      { copyFiles: [{ from: "views", target: "x" }] },
      '"target" is not known in "copyFiles"',
    ],
    ["copied files without a path", { copyFiles: [{ to: "views" }] }, '"copyFiles" takes paths'],
    ["an absolute path", { copyFiles: [{ from: "/etc/hosts" }] }, '"copyFiles" takes paths relative to the project'],
    ["an unknown hook", { hook: { prebuild: () => undefined } }, '"prebuild" is not known in "hook"'],
    ["a hook that is a text", { hook: { postbuild: "make" } }, '"hook.postbuild" has to be a function; got "make"'],
    [
      "a hook of a ready directory",
      { handler: "index.handler", bundle: "ready", hook: { postbuild: () => undefined } },
      '"hook" can\'t be set together with "bundle"',
    ],
  ])("%s", (_, args, message) => {
    const all = { handler, ...args } as FunctionArgs;
    expect(refusal(() => only(all)).message).toContain(message);
  });

  it("a copied file that replaces one of a ready directory, before anything is written", () => {
    const copyFiles = [{ from: "views/a.html", to: "index.mjs" }];
    const { message } = refusal(() => only({ handler: "index.handler", bundle: "ready", copyFiles }));
    expect(message).toContain('"copyFiles" would write "index.mjs"');
    expect(message).toMatch(/\(Function "Chat" at stack\/Chat\)$/);
  });

  const python = { runtime: "python3.13" } as const;

  const fromVariable = () => Lazy.stringValue({ produce: () => python.runtime });

  it.each<[string, FunctionArgs, string]>([
    [
      "a ready directory with an unknown runtime",
      { handler: "worker.handler", bundle: "py", runtime: fromVariable() },
      "worker/__init__.py",
    ],
    ["a ready directory", { handler: "index.handler", bundle: "ready" }, "index.js"],
    ["a ready directory with Python", { handler: "worker.handler", bundle: "py", ...python }, "worker/__init__.py"],
    ["Python source", { handler: "py/worker.handler", ...python }, "worker.so"],
  ])("a copied file that Lambda might load in place of the handler of %s", (_, args, to) => {
    const { message } = refusal(() => only({ ...args, copyFiles: [{ from: "views/a.html", to }] }));
    expect(message).toContain(`"copyFiles" would write "${to}"`);
    expect(message).toContain("or which Lambda might load in place of the handler. Set another");
  });

  it.each<[string, FunctionArgs]>([
    ["a ready directory", { handler: "worker.handler", bundle: "py", ...python }],
    ["a ready directory with an unknown runtime", { handler: "worker.handler", bundle: "py", runtime: fromVariable() }],
    ["Python source", { handler: "py/worker.handler", ...python }],
  ])("a copied file that Python might import in place of another module of %s", (_, args) => {
    const copyFiles = [{ from: "views/a.html", to: "auth/__init__.py" }];
    expect(refusal(() => only({ ...args, copyFiles })).message).toContain(
      '"copyFiles" would write "auth/__init__.py", which Python might import in place of "auth.py". Set another "to"',
    );
  });

  it("a copied file that would be loaded in place of the handler with the runtime that an aspect sets", () => {
    const copyFiles = [{ from: "views/a.html", to: "worker/__init__.py" }];
    const setRuntime = (node: object) => {
      if (node instanceof LambdaFunction) node.runtime = python.runtime;
    };
    const build = (stack: TerraformStack) => {
      new aws.Function(stack, "Chat", { handler: "worker.handler", bundle: "py", runtime: "ruby3.4", copyFiles });
      Aspects.of(stack).add({ visit: setRuntime });
    };
    expect(refusal(() => synthesized(build)).message).toContain('"copyFiles" would write "worker/__init__.py"');
  });

  it("no copied module of its own, and none beside a runtime of another language", () => {
    const args = { handler: "worker.handler", bundle: "py" };
    const to = (path: string) => ({ copyFiles: [{ from: "views/a.html", to: path }] });
    expect(namesOf(only({ ...args, ...python, ...to("lib/auth.py") }).files)).toContain("lib/auth.py");
    const ruby = { ...args, runtime: "ruby3.4" };
    expect(namesOf(only({ ...ruby, ...to("auth/__init__.py") }).files)).toContain("auth/__init__.py");
  });

  it("a change of the bundle of a guarded route by a hook", () => {
    const { message } = refusal(() =>
      synthesized((stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        const jwt = { issuer: "https://issuer.example.com", audiences: ["chat"] };
        const users = api.addAuthorizer("users", { jwt });
        const auth = (scopes?: string[]) => ({ auth: { jwt: { authorizer: users.id, scopes } } });
        api.route("$connect", handler, auth());
        const hook = { postbuild: (dir: string) => writeFileSync(join(dir, "index.mjs"), "") };
        api.route("admin", { handler, hook }, auth(["admin"]));
      }),
    );
    expect(message).toContain('"hook.postbuild" can\'t change the bundle of a function that decides about access');
  });
});
