import { rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BundleRequest, bundleAll } from "../../lib/bundle/bundle";
import { IncrementalBundle } from "../../lib/bundle/incremental-bundle";
import { bytesOf, type Files, project, removeTemporaryFolders, request, writeFiles } from "./project";

afterAll(removeTemporaryFolders);

const library = join(__dirname, "../../lib");
const guard = { module: join(library, "runtime/scope-guard.ts"), export: "guardScopes" };
const plain: Files = { "src/a.ts": "export const handler = async () => 1;\n" };
const changed: Files = { "src/a.ts": "export const handler = async () => 2;\n" };

/** The bytes of a synthesis. */
const synthesized = (one: BundleRequest, root: string) =>
  bytesOf(bundleAll([one], root, { cache: false }).files.get(one.id) ?? []);

const cases: readonly (readonly [string, Files, Files, Parameters<typeof request>[2], Partial<BundleRequest>])[] = [
  ["a handler", plain, changed, {}, {}],
  [
    "a minified CommonJS bundle with a source map",
    plain,
    changed,
    { format: "cjs", minify: true, sourcemap: true },
    {},
  ],
  ["a handler with a scope guard", plain, changed, {}, { wrapper: guard, decidesAccess: true }],
  [
    "a banner, and a loader that copies",
    {
      ...plain,
      "src/text.bin": "one",
      "src/a.ts": 'import path from "./text.bin";\nexport const handler = async () => path;\n',
    },
    { "src/text.bin": "two" },
    { esbuild: { banner: { js: "// own" }, loader: { ".bin": "copy" } } },
    {},
  ],
  [
    "splitting",
    {
      "src/a.ts": 'export const handler = async () => (await import("./late")).late;\n',
      "src/late.ts": "export const late = 1;\n",
    },
    { "src/late.ts": "export const late = 2;\n" },
    { splitting: true },
    {},
  ],
  [
    "a default export of CommonJS",
    { "src/a.js": "exports.default = async () => 1;\n" },
    {
      "src/a.js": "module.exports = async () => 2;\n",
    },
    {},
    {},
  ],
];

describe("a bundle that is built again", () => {
  it.each(cases)(
    "has the bytes of a synthesis, before and after an edit: %s",
    async (_, files, edit, options, more) => {
      const root = project(files);
      const one = request(root, `src/a.${"src/a.js" in files ? "default" : "handler"}`, options, more);
      const bundle = new IncrementalBundle(one, root);
      const first = synthesized(one, root);
      expect(bytesOf((await bundle.build()).files)).toEqual(first);
      writeFiles(root, edit);
      const second = synthesized(one, root);
      expect(second).not.toEqual(first);
      expect(bytesOf((await bundle.build()).files)).toEqual(second);
      await bundle.dispose();
    },
  );

  it("contains the metadata of decorators", async () => {
    const source = (type: string) =>
      `const field = (..._: unknown[]): void => undefined;\nclass A { @field text!: ${type} }\nexport const handler = () => A;\n`;
    const compilerOptions = { experimentalDecorators: true, emitDecoratorMetadata: true };
    const root = project({ "src/a.ts": source("string"), "tsconfig.json": JSON.stringify({ compilerOptions }) });
    writeFiles(root, { "node_modules/readme.txt": "" });
    symlinkSync(dirname(require.resolve("typescript/package.json")), join(root, "node_modules/typescript"));
    const one = request(root, "src/a.handler");
    const bundle = new IncrementalBundle(one, root);
    for (const type of ["string", "Date"]) {
      writeFiles(root, { "src/a.ts": source(type) });
      const { files } = await bundle.build();
      expect(bytesOf(files)).toEqual(synthesized(one, root));
      expect(JSON.stringify(bytesOf(files))).toContain(type === "Date" ? "Date)" : "String)");
    }
    await bundle.dispose();
    // Each build starts TypeScript's compiler.
  }, 120_000);

  it("lists the files that it was made from", async () => {
    const root = project({
      "src/a.ts": 'import { b } from "./b";\nexport const handler = () => b;\n',
      "src/b.ts": "export const b = 1;\n",
    });
    const bundle = new IncrementalBundle(request(root, "src/a.handler"), root);
    const { inputs = [] } = await bundle.build();
    expect([...inputs].sort()).toEqual([join(root, "src/a.ts"), join(root, "src/b.ts")]);
    await bundle.dispose();
  });

  it("lists the tsconfig.json of its files, and what that one extends, but nothing of packages", async () => {
    const root = project({
      "src/a.ts": 'import { b } from "b";\nexport const handler = () => b;\n',
      "src/tsconfig.json": '{ "extends": ["../config/base", "b/tsconfig.json"] }',
      "config/base.json": '{ "extends": "./missing" }',
      "node_modules/b/index.js": "exports.b = 1;\n",
      "node_modules/b/tsconfig.json": "{}",
      "tsconfig.json": "{}",
    });
    const bundle = new IncrementalBundle(request(root, "src/a.handler"), root);
    const { inputs = [] } = await bundle.build();
    const configs = [...inputs].filter((path) => !path.endsWith("s"));
    expect(configs.sort()).toEqual(
      ["config/base.json", "config/missing", "src/tsconfig.json"].map((name) => join(root, name)),
    );
    await bundle.dispose();
  });

  it("names the paths of an import that is missing, and is built once it is there", async () => {
    const root = project({ "src/a.ts": 'export { handler } from "./b";\n' });
    const bundle = new IncrementalBundle(request(root, "src/a.handler"), root);
    const failed = await bundle.build();
    expect(failed.errors.join()).toMatch(/Could not resolve "\.\/b"/);
    expect(failed.missing).toContain(join(root, "src/b.ts"));
    writeFiles(root, { "src/b.ts": "export const handler = () => 1;\n" });
    expect((await bundle.build()).errors).toEqual([]);
    await bundle.dispose();
  });

  it("has the errors of a synthesis, such as a missing export, and forgets them", async () => {
    const root = project(plain);
    const bundle = new IncrementalBundle(request(root, "src/a.handler"), root);
    await bundle.build();
    writeFiles(root, { "src/a.ts": "export const other = 1;\n" });
    expect((await bundle.build()).errors.join()).toContain('"src/a.ts" has no export "handler"');
    rmSync(join(root, "src/a.ts"));
    expect((await bundle.build()).missing).toContain(join(root, "src/a.ts"));
    writeFiles(root, changed);
    expect((await bundle.build()).errors).toEqual([]);
    await bundle.dispose();
  });
});
