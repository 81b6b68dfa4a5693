import { join } from "node:path";
import { bundleAll } from "../../lib/bundle/bundle";
import { BundleError } from "../../lib/bundle/sources";
import { bundleOne, project, removeTemporaryFolders, request, temporaryFolder, thrown, writeFiles } from "./project";

afterAll(removeTemporaryFolders);

function failure(action: () => unknown): BundleError {
  const error = thrown(action);
  if (!(error instanceof BundleError)) throw error;
  return error;
}

describe("warnings", () => {
  const files = {
    "src/a.ts": 'import "./shared";\nexport const handler = () => 1;\n',
    "src/b.ts": 'import "./shared";\nexport const handler = () => 2;\n',
    "src/c.ts": "export const handler = () => 3;\n",
    "src/shared.ts": "console.log(typeof globalThis === 'objekt');\n",
  };

  it("appear once, with exactly the owners whose handlers import the file", () => {
    const root = project(files);
    const requests = ["src/b.handler", "src/a.handler", "src/c.handler"].map((handler) => request(root, handler));
    const { warnings } = bundleAll([...requests, request(root, "src/a.handler", { minify: true }, { id: "a2" })], root);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^route "src\/a.handler", route "src\/b.handler":\n.*\[WARNING\].*"objekt"/);
    expect(warnings[0]).toContain("src/shared.ts:1:");
    expect(warnings[0]).not.toContain(root);
    expect(warnings[0]).not.toContain("\u001b");
  });

  it("are empty if esbuild has none", () => {
    const root = project(files);
    expect(bundleAll([request(root, "src/c.handler")], root).warnings).toEqual([]);
  });
});

describe("rejects", () => {
  it("a missing export, with the exports that the module has", () => {
    const root = project({
      "src/a.ts": 'export const main = () => 1;\nexport * from "./b";\nexport default 1;\n',
      "src/b.ts": "export const other = 2;\n",
      "src/c.ts": "export const handler = 2;\n",
    });
    const requests = [request(root, "src/a.handler"), request(root, "src/c.handler")];
    const error = failure(() => bundleAll(requests, root));
    expect(error.owners).toEqual(['route "src/a.handler"']);
    expect(error.message).toBe(
      'route "src/a.handler":\n✘ [ERROR] "src/a.ts" has no export "handler". It exports "default", "main", "other".',
    );
  });

  it("a misspelt export, with the export that was meant", () => {
    const root = project({ "src/a.ts": "export const handler = () => 1;\nexport const other = 2;\n" });
    expect(failure(() => bundleAll([request(root, "src/a.handlr")], root)).message).toBe(
      'route "src/a.handlr":\n✘ [ERROR] "src/a.ts" has no export "handlr". Did you mean "handler"?',
    );
  });

  it.each([
    ["CommonJS that never names it", "src/a.cjs", "exports.main = () => 1;"],
    ["CommonJS that assigns an object without it", "src/a.js", "module.exports = { main() {} };"],
    ["a file without any export", "src/a.ts", "console.log(1);"],
    ["a file that mixes both kinds of module", "src/a.ts", "exports.handler = () => import.meta.url;"],
  ])("an export that is missing from %s", (_kind, file, text) => {
    const root = project({ [file]: text });
    for (const format of ["esm", "cjs"] as const) {
      const error = failure(() => bundleOne(root, "src/a.handler", { format }));
      expect(error.message).toBe(`route "src/a.handler":\n✘ [ERROR] "${file}" has no export "handler".`);
    }
  });

  it("a missing wrapper, with esbuild's own message", () => {
    const root = project({ "src/a.ts": "export const handler = () => 1;" });
    const library = writeFiles(temporaryFolder(), { "wrap.ts": "export const adapt = 1;" });
    const wrapper = { module: join(library, "wrap.ts"), export: "handler" };
    const error = failure(() => bundleOne(root, "src/a.handler", {}, { wrapper }));
    expect(error.message).toContain("No matching export in");
    expect(error.message).toContain("wrap.ts");
  });

  it("a syntax error in a shared file once, with both owners", () => {
    const root = project({
      "src/a.ts": 'import "./shared";\nexport const handler = () => 1;\n',
      "src/b.ts": 'import "./shared";\nexport const handler = () => 2;\n',
      "src/c.ts": "export const handler = () => 3;\n",
      "src/shared.ts": "export const broken = ;\n",
    });
    const requests = ["src/c.handler", "src/b.handler", "src/a.handler"].map((handler) => request(root, handler));
    const error = failure(() => bundleAll(requests, root));
    expect(error.owners).toEqual(['route "src/a.handler"', 'route "src/b.handler"']);
    expect(error.message).toMatch(/^route "src\/a.handler", route "src\/b.handler":\n✘ \[ERROR\] Unexpected ";"\n/);
    expect(error.message.match(/src\/shared\.ts:1:22/g)).toHaveLength(1);
  });

  it("the line to write in place of SST's SDK where that is not installed", () => {
    const text = 'import { Resource } from "sst";\nexport const handler = () => Resource.App;\n';
    const root = project({ "src/a.ts": text });
    const { message } = failure(() => bundleAll([request(root, "src/a.handler")], root));
    expect(message).toContain('Could not resolve "sst"');
    expect(message).toContain('Write import { Resource } from "cdktf-apigateway-websocket/runtime", or install "sst"');
    expect(message).not.toContain("external");
  });

  it("all errors at once, for every set of options", () => {
    const root = project({ "src/a.ts": 'import "missing-one";\nexport const handler = 1;', "src/b.ts": "const x = ;" });
    const requests = [request(root, "src/a.handler"), request(root, "src/b.handler", { minify: true })];
    const error = failure(() => bundleAll(requests, root));
    expect(error.owners).toEqual(['route "src/a.handler"', 'route "src/b.handler"']);
    expect(error.message).toContain('Could not resolve "missing-one"');
    expect(error.message).toContain("src/b.ts:1:10");
    expect(error.message).not.toContain(root);
  });

  it.each([
    ["an unknown target", { target: "node.js" }],
    ["an option of the wrong type", { esbuild: { external: "text" } }],
    ["an unknown loader", { esbuild: { loader: { ".x": "nope" } } }],
  ])("%s, with the owners and without this machine's paths", (_what, options) => {
    const root = project({ "src/a.ts": "export const handler = 1;", "src/b.ts": "export const handler = 1;" });
    const requests = ["src/a.handler", "src/b.handler"].map((handler) => request(root, handler, options));
    const error = failure(() => bundleAll(requests, root));
    expect(error.owners).toHaveLength(2);
    expect(error.message.match(/\[ERROR\]/g)).toHaveLength(1);
    expect(error.message).not.toMatch(/node_modules|\/work|\/tmp/);
  });
});
