import { type BundleRequest, bundleAll } from "../../lib/bundle/bundle";
import { fileReads } from "../../lib/bundle/needs/file-reads";
import { bundleLater } from "./cached";
import { type Files, project, removeTemporaryFolders, request, thrown } from "./project";

afterAll(removeTemporaryFolders);

const external = { esbuild: { external: ["sharp", "@aws-sdk/*", "@acme/*", "optional"] } };

function warnings(files: Files, options = {}, more: Partial<BundleRequest> = {}): readonly string[] {
  const root = project(files);
  return bundleAll([request(root, "src/a.handler", options, { owner: "A", ...more })], root).warnings;
}

const handler = "export const handler = () => 1;\n";
const imports = (name: string) => `import value from "${name}";\nexport const handler = () => value;\n`;
const missing = `A:
"src/a.ts" imports "sharp", which the bundle does not contain, and the Lambda runtime does not provide.
Install it beside the code: nodejs: { install: ["sharp"] }
Or add a layer ("layers"), copy it ("copyFiles"), deploy a ready directory ("bundle"), or let esbuild bundle it: remove it from "nodejs.esbuild.external".`;

describe("an external import", () => {
  it("is a warning with the ways out", () => {
    expect(warnings({ "src/a.ts": imports("sharp") }, external)).toEqual([missing]);
  });

  it("is a warning without a pattern too, and names the package of a path once", () => {
    const text = `import "left";\nimport "@acme/one/deep";\nimport "@acme/one";\n${handler}`;
    expect(warnings({ "src/a.ts": text }, { esbuild: { packages: "external" } })).toEqual([
      expect.stringMatching(
        /imports "@acme\/one", "@acme\/one\/deep", "left", [\s\S]*install: \["@acme\/one","left"\]/,
      ),
    ]);
  });

  it.each([
    ["Node.js has it", "node:fs"],
    ["Node.js has it without a prefix", "fs/promises"],
    ["the runtime has it", "@aws-sdk/client-s3"],
  ])("is none where %s", (_, name) => {
    expect(warnings({ "src/a.ts": imports(name) }, external)).toEqual([]);
  });

  it.each([
    ["a layer may provide it", { beside: { hasLayers: true } }],
    ["it is copied", { additions: { copyFiles: [{ from: "node_modules/sharp" }] } }],
  ])("is none where %s", (_, more) => {
    const files = { "src/a.ts": imports("sharp/lib"), "node_modules/sharp/lib.js": "" };
    expect(warnings(files, external, more)).toEqual([]);
  });

  it("is none where the source handles its absence", () => {
    const text = `try { require("absent"); } catch {}\nimport("missing").catch(() => {});\n${handler}`;
    expect(warnings({ "src/a.ts": text }, external)).toEqual([]);
  });

  it("is none in a package for which it is optional and not installed, and one where it is installed", () => {
    const files = {
      "src/a.ts": imports("used"),
      "node_modules/used/index.js": "module.exports = () => require('optional');",
    };
    expect(warnings(files, external)).toEqual([]);
    expect(warnings({ ...files, "node_modules/optional/index.js": "" }, external)).toEqual([
      expect.stringContaining('"node_modules/used/index.js" imports "optional", which'),
    ]);
  });

  it("is none in code that the bundle does not contain", () => {
    const files = {
      "src/a.ts": 'import { one } from "./b";\nexport const handler = () => one;',
      "src/b.ts": "export * from './c';\nexport const one = 1;",
      "src/c.ts": 'import sharp from "sharp";\nexport const two = () => sharp;',
      "package.json": '{ "sideEffects": false }',
    };
    expect(warnings(files, external)).toEqual([]);
  });

  it("is reported from the cache too, for the functions that lack it", () => {
    const root = project({ "src/a.ts": imports("sharp") });
    const requests = [
      request(root, "src/a.handler", external, { id: "a", owner: "A" }),
      request(root, "src/a.handler", external, { id: "b", owner: "B", beside: { hasLayers: true } }),
    ];
    expect(bundleLater(requests, root).warnings).toEqual([missing]);
    expect(bundleLater(requests, root).warnings).toEqual([missing]);
  });
});

describe("a file that the source reads", () => {
  it("is a warning with the ways out", () => {
    const text = `import { join } from "node:path";\nexport const handler = () => join(__dirname, "views", "a.html");\n`;
    expect(warnings({ "src/a.ts": text, "src/views/a.html": "" })).toEqual([
      `A:
"src/a.ts" reads "views/a.html" next to itself, which is not deployed.
Copy it: copyFiles: [{"from":"src/views/a.html","to":"views/a.html"}]
Or deploy a ready directory ("bundle").`,
    ]);
    const additions = { copyFiles: [{ from: "src/views/a.html", to: "views/a.html" }] };
    expect(warnings({ "src/a.ts": text, "src/views/a.html": "" }, {}, { additions })).toEqual([]);
  });

  it("is a warning for a package only if the package has the file and does not handle its absence", () => {
    const code = (body: string) => ({
      "src/a.ts": imports("reads"),
      "node_modules/reads/index.js": `const { readFileSync } = require("fs");\nmodule.exports = () => { ${body} };`,
      "node_modules/reads/data.txt": "",
    });
    const there = 'readFileSync(__dirname + "/data.txt");';
    expect(warnings(code(there))).toEqual([expect.stringContaining('nodejs: { install: ["reads"] }')]);
    expect(warnings(code(`try { ${there} } catch {}`))).toEqual([]);
    expect(warnings(code(there.replace("data", "absent")))).toEqual([]);
  });

  it("is none for the transports of pino, unless the project's own sources use one", () => {
    const files = {
      "node_modules/pino/index.js": 'module.exports = () => require("path").join(__dirname, "worker.js");',
      "node_modules/pino/worker.js": "",
    };
    expect(warnings({ ...files, "src/a.ts": imports("pino") })).toEqual([]);
    const text = 'import pino from "pino";\nexport const handler = () => pino({ transport: {} });';
    expect(warnings({ ...files, "src/a.ts": text })).toEqual([expect.stringContaining('reads "worker.js"')]);
  });

  it.each([
    ['new Worker("./worker.js")', ["worker.js"]],
    ['new threads.Worker("../worker.js")', ["../worker.js"]],
    ['new URL("./a.json?x", import.meta.url)', ["a.json"]],
    ['new URL("a.json", import.meta.url)', ["a.json"]],
    ['resolve(import.meta.dirname, "a", "b")', ["a/b"]],
    ['path.join(path.dirname(fileURLToPath(import.meta.url)), "a")', ["a"]],
    ['join(dirname(__filename), "a")', ["a"]],
    ["`${__dirname}/a/b`", ["a/b"]],
    ['__dirname + "/a"', ["a"]],
    ['require.resolve("./a.js")', ["a.js"]],
    ['new URL("https://example.com", import.meta.url)', []],
    ['new URL("./a", base)', []],
    ['new Worker(name), new Worker("name")', []],
    ['join(__dirname, name), join(folder, "a")', []],
    ["'join(__dirname, \"a\")' // join(__dirname, 'b')", []],
  ])("is recognized in %s", (expression, expected) => {
    const text = `const value: unknown = ${expression};`;
    expect(fileReads("a.ts", text).map(({ path }) => path)).toEqual(expected);
  });
});

describe("native code", () => {
  const used = (manifest: object) => ({
    "src/a.ts": imports("fast"),
    "node_modules/fast/package.json": JSON.stringify({ name: "fast", main: "index.js", ...manifest }),
    "node_modules/fast/index.js": "module.exports = () => require(process.argv[2]);",
  });

  it.each([
    [{ dependencies: { "node-gyp-build": "^4" } }],
    [{ optionalDependencies: { "@img/fast-linux-x64": "1.0.0" } }],
  ])("that a package finds by itself is a warning: %j", (manifest) => {
    expect(warnings(used(manifest))).toEqual([
      expect.stringMatching(/^A:\n"fast" has native code[\s\S]*nodejs: { install: \["fast"\] }/),
    ]);
  });

  it("is none in a package without any", () => {
    expect(warnings(used({ dependencies: { "node-fetch": "1" }, optionalDependencies: { fsevents: "1" } }))).toEqual(
      [],
    );
  });

  it("that is imported is an error with the way out", () => {
    const root = project({
      "src/a.ts": imports("@acme/fast"),
      "node_modules/@acme/fast/index.js": "module.exports = require('./fast.node');",
      "node_modules/@acme/fast/fast.node": "",
    });
    expect(thrown(() => bundleAll([request(root, "src/a.handler")], root)).message).toContain(
      'Install the package beside the code: nodejs: { install: ["@acme/fast"] }',
    );
  });
});
