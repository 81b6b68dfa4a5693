import { join } from "node:path";
import { bundleAll } from "../../lib/bundle/bundle";
import { bytesOf, project, removeTemporaryFolders, request } from "./project";

const calls = { loaded: 0, buildSync: jest.fn() };

jest.mock("esbuild", () => {
  calls.loaded += 1;
  const esbuild = jest.requireActual("esbuild");
  calls.buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync: calls.buildSync };
});

afterAll(removeTemporaryFolders);

describe("bundleAll", () => {
  it("loads esbuild only if there is something to bundle, and starts it once for each set of options", () => {
    const root = project({ "a.ts": "export const handler = 1;", "b.ts": "export const handler = 1;" });
    bundleAll([], root);
    expect(calls.loaded).toBe(0);
    const define = { A: "1", B: "2" };
    bundleAll(
      [
        request(root, "a.handler", { esbuild: { define } }),
        request(root, "b.handler", { minify: true }),
        request(root, "b.handler", { esbuild: { define: { B: "2", A: "1" } } }, { id: "b2" }),
      ],
      root,
    );
    expect(calls.loaded).toBe(1);
    expect(calls.buildSync.mock.calls.map(([options]) => options.entryPoints.length)).toEqual([2, 1]);
  });

  it("bundles with and without a wrapper in one call", () => {
    const root = project({
      "a.ts": "export const handler = 1;",
      "wrap.ts": "export const one = String;\nexport const two = one;",
    });
    const wrapped = (name: string) => ({ id: name, wrapper: { module: join(root, "wrap.ts"), export: name } });
    calls.buildSync.mockClear();
    const requests = [
      request(root, "a.handler"),
      ...["one", "two"].map((name) => request(root, "a.handler", {}, wrapped(name))),
    ];
    expect(bundleAll(requests, root).files.size).toBe(3);
    expect(calls.buildSync.mock.calls.map(([options]) => options.entryPoints.length)).toEqual([3]);
  });

  it("bundles equal requests once, for all owners", () => {
    const root = project({
      "a.ts": "console.log(typeof globalThis === 'objekt');\nexport const handler = 1;",
      "b.ts": "const",
    });
    const twice = (handler: string) =>
      ["one", "two"].map((id) => request(root, handler, {}, { id, owner: `route "${id}"` }));
    calls.buildSync.mockClear();
    const { files, warnings } = bundleAll(twice("a.handler"), root);
    expect(calls.buildSync.mock.calls.map(([options]) => options.entryPoints.length)).toEqual([1]);
    expect([...files.keys()]).toEqual(["one", "two"]);
    expect(bytesOf(files.get("one") ?? [])).toEqual(bytesOf(files.get("two") ?? []));
    expect(warnings).toEqual([expect.stringMatching(/^route "one", route "two":\n/)]);
    expect(() => bundleAll(twice("b.handler"), root)).toThrow(/^route "one", route "two":\n/);
  });

  it("attributes a missing export without a second call", () => {
    const root = project({ "a.ts": "export const handler = 1;", "b.cjs": "exports.main = 1;", "c.ts": "export {}" });
    calls.buildSync.mockClear();
    const requests = ["a.handler", "b.handler", "c.handler"].map((handler) => request(root, handler));
    expect(() => bundleAll(requests, root)).toThrow('"c.ts" has no export "handler"');
    // The later calls only list the exports of the file.
    const entries = calls.buildSync.mock.calls.map(([options]) => options.entryPoints.length);
    expect(entries).toEqual([3, 1]);
  });
});
