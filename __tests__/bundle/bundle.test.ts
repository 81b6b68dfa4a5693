import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { bundleAll } from "../../lib/bundle/bundle";
import { stageFiles } from "../../lib/bundle/stage";
import { bundleOne, project, removeTemporaryFolders, request, run, temporaryFolder, textOf } from "./project";

afterAll(removeTemporaryFolders);

describe("bundleAll", () => {
  it("bundles a TypeScript module and what it imports", () => {
    const root = project({
      "src/a.ts":
        'import { greet } from "./greet";\nexport const handler = async (event: { name: string }): Promise<string> => greet(event.name);\n',
      "src/greet.ts": "export const greet = (name: string): string => `hello ${name}`;\n",
    });
    expect(run(bundleOne(root, "src/a.handler"), "handler", { name: "Ann" })).toBe("hello Ann");
  });

  it.each([
    ["a JavaScript module", "src/a.mjs", "export const handler = () => 'ran';"],
    ["a CommonJS file that assigns module.exports", "src/a.cjs", "module.exports = { handler: () => 'ran' };"],
    [
      "a .js file that assigns module.exports",
      "src/a.js",
      "const handler = () => 'ran';\nmodule.exports = { handler };",
    ],
    ["a CommonJS file that assigns a property of exports", "src/a.js", "exports.handler = () => 'ran';"],
    ["a CommonJS file that spreads another's exports", "src/a.js", "module.exports = { ...require('./other') };"],
    ["a CommonJS file that passes on another's exports", "src/a.js", "module.exports = require('./other');"],
  ])("bundles %s in both formats", (_kind, file, text) => {
    const root = project({ [file]: text, "src/other.js": "exports.handler = () => 'ran';" });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toBe("ran");
    expect(run(bundleOne(root, "src/a.handler", { format: "cjs" }), "handler")).toBe("ran");
  });

  it("gives the bundle the extension of its format, so that it needs no package.json", () => {
    const root = project({ "src/a.ts": "export const handler = () => 1;" });
    expect(bundleOne(root, "src/a.handler").map(({ path }) => path)).toEqual(["index.mjs"]);
    expect(bundleOne(root, "src/a.handler", { format: "cjs" }).map(({ path }) => path)).toEqual(["index.cjs"]);
    expect(bundleOne(root, "src/a.handler", { sourcemap: true }).map(({ path }) => path)).toEqual([
      "index.mjs",
      "index.mjs.map",
    ]);
  });

  it("supports require, __dirname and __filename in a CommonJS dependency of a module", () => {
    const root = project({
      "src/a.ts": 'import read from "../dependency/read.cjs";\nexport const handler = () => read();\n',
      "dependency/read.cjs":
        "const fs = require('fs');\nmodule.exports = () => [fs.existsSync(__filename), require('path').basename(__filename), typeof __dirname];\n",
    });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toEqual([true, "index.mjs", "string"]);
    expect(run(bundleOne(root, "src/a.handler", { minify: true }), "handler")).toEqual([true, "index.mjs", "string"]);
  });

  it("keeps a module's own require, __dirname and __filename", () => {
    const root = project({
      "src/a.mts": [
        'import { createRequire } from "node:module";',
        'import { dirname, basename } from "node:path";',
        'import { fileURLToPath } from "node:url";',
        'import dep from "./dep.cjs";',
        "const require = createRequire(import.meta.url);",
        "const __filename = fileURLToPath(import.meta.url);",
        "const __dirname = dirname(__filename);",
        'export const handler = () => [typeof require("fs"), basename(__dirname), dep];',
      ].join("\n"),
      "src/dep.cjs": "module.exports = typeof require('os') + typeof __dirname;",
    });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toEqual(["object", "code", "objectstring"]);
  });

  it("exports the handler by any name", () => {
    const root = project({
      "src/a.ts": "export default () => 'default';\nconst remove = () => 'delete';\nexport { remove as delete };\n",
      "index.js": "exports.Größe = () => 'Größe';",
    });
    expect(run(bundleOne(root, "src/a.default"), "default")).toBe("default");
    expect(run(bundleOne(root, "src/a.delete"), "delete")).toBe("delete");
    expect(run(bundleOne(root, "index.Größe"), "Größe")).toBe("Größe");
  });

  it("wraps a handler and passes the options to the wrapper", () => {
    const root = project({
      "src/a.ts": "export const handler = (event: string) => `handled ${event}`;",
      "src/b.cjs": "exports.handler = (event) => `handled ${event}`;",
    });
    const library = project({
      "wrap.ts":
        "export const loud = (handler: (e: string) => string, o?: { mark: string }) => (e: string) => handler(e).toUpperCase() + (o?.mark ?? '');",
    });
    const module = join(library, "wrap.ts");
    const wrapper = { module, export: "loud", options: { mark: "!\"'" } };
    expect(run(bundleOne(root, "src/a.handler", {}, { wrapper }), "handler", "it")).toBe("HANDLED IT!\"'");
    const plain = { module: join(library, "wrap"), export: "loud" };
    expect(run(bundleOne(root, "src/b.handler", { format: "cjs" }, { wrapper: plain }), "handler", "it")).toBe(
      "HANDLED IT",
    );
  });

  it("resolves the paths of the project's tsconfig.json", () => {
    const root = project({
      "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "@shared/*": ["./shared/*"] } } }),
      "src/a.ts": 'import { answer } from "@shared/answer";\nexport const handler = () => answer;\n',
      "shared/answer.ts": "export const answer = 42;\n",
    });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toBe(42);
  });

  it("bundles JSON and packages, without external modules", () => {
    const root = project({
      "src/a.ts":
        'import data from "./data.json";\nimport { two } from "two";\nexport const handler = () => data.one + two;\n',
      "src/data.json": '{ "one": 1 }',
      "node_modules/two/package.json": '{ "name": "two", "main": "main.js", "module": "module.js" }',
      "node_modules/two/main.js": "exports.two = -1;",
      "node_modules/two/module.js": "export const two = 2;",
    });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toBe(3);
  });

  it("makes a minified bundle smaller, keeps function names and removes licences", () => {
    const root = project({
      "src/a.ts":
        "/*! licence */\nfunction aVeryLongName(value: number) { return value + 1; }\nexport const handler = () => [aVeryLongName.name, aVeryLongName(1)];\n",
    });
    const plain = bundleOne(root, "src/a.handler");
    const small = bundleOne(root, "src/a.handler", { minify: true });
    expect(textOf(small, "index.mjs").length).toBeLessThan(textOf(plain, "index.mjs").length);
    expect(textOf(plain, "index.mjs")).toContain("licence");
    expect(textOf(small, "index.mjs")).not.toContain("licence");
    expect(run(small, "handler")).toEqual(["aVeryLongName", 2]);
  });

  it("maps the stack of an error to the source", () => {
    const root = project({
      "src/a.ts":
        "interface Unused { a: string }\n\nexport const handler = () => {\n  throw new Error('mapped');\n};\n",
    });
    for (const options of [
      {},
      { minify: true },
      { format: "cjs" },
      { esbuild: { banner: { js: "// one\n// two" } } },
    ] as const) {
      const files = bundleOne(root, "src/a.handler", { ...options, sourcemap: true });
      const folder = join(temporaryFolder(), "code");
      stageFiles(folder, files);
      const script = `import("./${files[0]?.path}").then((m) => m.handler())`;
      const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", "-e", script], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(stderr).toContain("src/a.ts:4:9");
    }
  });

  it("merges esbuild's options over its own and keeps its banner", () => {
    const root = project({
      "src/a.ts":
        "import dep from './dep.cjs';\ndeclare const VERSION: string;\nexport const handler = () => [VERSION, dep, (globalThis as { mark?: string }).mark];\n",
      "src/dep.cjs": "module.exports = typeof require('fs');",
    });
    const esbuild = { define: { VERSION: '"1.2"' }, banner: { js: "globalThis.mark = 'banner';" }, target: ["node20"] };
    expect(run(bundleOne(root, "src/a.handler", { esbuild }), "handler")).toEqual(["1.2", "object", "banner"]);
  });

  it("accepts patterns of property names as strings", () => {
    const root = project({ "src/a.ts": "export const handler = () => Object.keys({ secret_: 1, kept: 2 });" });
    expect(run(bundleOne(root, "src/a.handler", { esbuild: { mangleProps: "_$" } }), "handler")).toEqual(["a", "kept"]);
  });

  it("writes the files of loaders next to the bundle that uses them, and no other", () => {
    const root = project({
      "src/a.ts":
        'import path from "./a.txt";\nimport { readFileSync } from "node:fs";\nexport const handler = () => readFileSync(new URL(path, import.meta.url), "utf8");\n',
      "src/b.ts": "export const handler = () => 1;",
      "src/a.txt": "text",
    });
    const esbuild = { loader: { ".txt": "file" } };
    const { files } = bundleAll(
      [request(root, "src/a.handler", { esbuild }), request(root, "src/b.handler", { esbuild })],
      root,
    );
    expect(files.get("src/b.handler")?.map(({ path }) => path)).toEqual(["index.mjs"]);
    expect(files.get("src/a.handler")).toHaveLength(2);
    expect(run(files.get("src/a.handler") ?? [], "handler")).toBe("text");
  });

  it("bundles each request with its own options", () => {
    const root = project({ "src/a.ts": "export const handler = () => 'a';" });
    const requests = [
      request(root, "src/a.handler", {}, { id: "esm" }),
      request(root, "src/a.handler", { format: "cjs", minify: true }, { id: "cjs" }),
    ];
    const { files } = bundleAll(requests, root);
    expect(textOf(files.get("esm") ?? [], "index.mjs")).toContain("// src/a.ts");
    expect(textOf(files.get("cjs") ?? [], "index.cjs")).not.toContain("// src/a.ts");
  });

  it("returns nothing without requests", () => {
    expect(bundleAll([], project({}))).toEqual({ files: new Map(), warnings: [] });
  });

  it("names the files of loaders by their path in the project, whatever else is bundled", () => {
    const root = project({
      "src/deep/a.ts": 'import path from "./a.txt";\nexport const handler = () => path;\n',
      "b.ts": "export const handler = () => 1;",
      "src/deep/a.txt": "text",
    });
    const esbuild = { loader: { ".txt": "file" }, assetNames: "[dir]/[name]" };
    const requests = ["src/deep/a.handler", "b.handler"].map((handler) => request(root, handler, { esbuild }));
    for (const together of [requests, requests.slice(0, 1)]) {
      const files = bundleAll(together, root).files.get("src/deep/a.handler") ?? [];
      expect(files.map(({ path }) => path)).toEqual(["index.mjs", "src/deep/a.txt"]);
      expect(run(files, "handler")).toBe("./src/deep/a.txt");
    }
  });

  it("leaves no temporary file behind, whether it succeeds or fails", () => {
    const root = project({ "src/a.ts": "export const handler = () => 'a';", "src/b.ts": "const" });
    const temporary = temporaryFolder();
    const tmpdir = jest.spyOn(os, "tmpdir").mockReturnValue(temporary);
    try {
      bundleOne(root, "src/a.handler");
      expect(() => bundleOne(root, "src/b.handler")).toThrow();
      expect(tmpdir).toHaveBeenCalledTimes(2);
    } finally {
      tmpdir.mockRestore();
    }
    expect(readdirSync(temporary)).toEqual([]);
  });
});
