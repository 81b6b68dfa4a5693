import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleAll } from "../../lib/bundle/bundle";
import { bundleLater, fresh, shown } from "./cached";
import { bundleOne, bytesOf, project, removeTemporaryFolders, request, run, temporaryFolder, textOf } from "./project";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

afterAll(removeTemporaryFolders);

const lazy = (name: string) =>
  `import { shared } from "./shared";\nexport const handler = async () => {\n  const { big } = await import("./${name}");\n  return [shared, big()];\n};\n`;

const sources = {
  "src/a.ts": lazy("big"),
  "src/b.ts": lazy("other"),
  "src/big.ts":
    'import { shared } from "./shared";\nimport { sep } from "./common.cjs";\nimport page from "./page.html";\nexport const big = () => `the big one ${shared} ${sep} ${page.length > 0}`;\n',
  "src/common.cjs": 'exports.sep = require("node:path").posix.sep;\n',
  "src/other.ts": 'export const big = () => "the other one";\n',
  "src/shared.ts": 'export const shared = "shared text";\n',
  "src/page.html": "<p>page</p>\n",
  "wrap.ts":
    "export const wrap = (inner: (event: unknown) => Promise<unknown[]>) => async (event: unknown) => ['wrapped', ...(await inner(event))];\n",
};

const options = { splitting: true, esbuild: { loader: { ".html": "file" } } };

describe("a handler that is split", () => {
  it("runs, and has what it imports later in other files", () => {
    const files = bundleOne(project(sources), "src/a.handler", options);
    expect(files.map(({ path }) => path)).toEqual([
      "index-chunk-00000001.mjs",
      "index-chunk-00000002.mjs",
      "index.mjs",
      expect.stringMatching(/^page-[A-Z2-7]{8}\.html$/),
    ]);
    expect(textOf(files, "index.mjs")).not.toContain("the big one");
    expect(run(files, "handler")).toEqual(["shared text", "the big one shared text / true"]);
  });

  it("runs minified, with a banner in each file", () => {
    const banner = { js: "globalThis.count = (globalThis.count ?? 0) + 1;" };
    const esbuild = { ...options.esbuild, banner };
    const files = bundleOne(project(sources), "src/a.handler", { ...options, minify: true, esbuild });
    const code = files.filter(({ path }) => path.endsWith(".mjs"));
    expect(code.map(({ path }) => textOf(files, path).includes(banner.js))).toEqual([true, true, true]);
    expect(run(files, "handler")).toEqual(["shared text", "the big one shared text / true"]);
  });

  it("has no file of another handler, though both import the same module", () => {
    const root = project(sources);
    buildSync.mockClear();
    const requests = [request(root, "src/a.handler", options), request(root, "src/b.handler", options)];
    const { files } = bundleAll(requests, root);
    expect(buildSync.mock.calls.map(([{ entryPoints }]) => entryPoints.length)).toEqual([1, 1]);
    const [a = "", b = ""] = requests.map(({ id }) => JSON.stringify(bytesOf(files.get(id) ?? [])));
    expect([a.includes("the big one"), a.includes("the other one")]).toEqual([true, false]);
    expect([b.includes("the big one"), b.includes("the other one")]).toEqual([false, true]);
    expect(run(files.get("src/b.handler") ?? [], "handler")).toEqual(["shared text", "the other one"]);
  });

  it.each([true, false])("has the same bytes in every folder (minified: %s)", (minify) => {
    const all = { ...options, minify, sourcemap: true };
    const first = project({
      ...sources,
      "src/other.ts": 'import { far } from "outside";\nexport const big = () => far;\n',
      "../node_modules/outside/package.json": '{ "name": "outside", "main": "index.js" }',
      "../node_modules/outside/index.js": "export const far = 'far';\n",
    });
    const base = temporaryFolder("a-longer-name-");
    const second = join(base, "deeper/app");
    cpSync(first, second, { recursive: true });
    cpSync(join(dirname(first), "node_modules"), join(base, "node_modules"), { recursive: true });
    expect(bytesOf(bundleOne(second, "src/b.handler", all))).toEqual(bytesOf(bundleOne(first, "src/b.handler", all)));
  });

  it("has a source map for each file, which the file links to", () => {
    const files = bundleOne(project(sources), "src/a.handler", { ...options, sourcemap: true });
    const code = files.map(({ path }) => path).filter((path) => path.endsWith(".mjs"));
    expect(code).toHaveLength(3);
    for (const path of code) expect(textOf(files, path)).toMatch(new RegExp(`//# sourceMappingURL=${path}.map\n$`));
    const sourcesOf = (path: string) => JSON.parse(textOf(files, `${path}.map`)).sources as string[];
    expect(code.flatMap(sourcesOf)).toEqual(expect.arrayContaining(["src/a.ts", "src/big.ts", "src/shared.ts"]));
  });

  it("can be wrapped", () => {
    const root = project(sources);
    const wrapper = { module: join(root, "wrap.ts"), export: "wrap" };
    const files = bundleOne(root, "src/a.handler", options, { wrapper });
    expect(run(files, "handler")).toEqual(["wrapped", "shared text", "the big one shared text / true"]);
  });

  it("comes from the cache with all its files", () => {
    const root = project(sources);
    const requests = [request(root, "src/a.handler", options)];
    bundleLater(requests, root);
    buildSync.mockClear();
    const cached = shown(bundleLater(requests, root));
    expect(buildSync).not.toHaveBeenCalled();
    expect(cached).toEqual(fresh(requests, root));
  });
});
