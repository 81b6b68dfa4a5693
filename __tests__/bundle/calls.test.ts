import { bundleAll } from "../../lib/bundle/bundle";
import { project, removeTemporaryFolders, request } from "./project";

const calls = { loaded: 0, buildSync: jest.fn() };

jest.mock("esbuild", () => {
  calls.loaded += 1;
  const esbuild = jest.requireActual("esbuild");
  calls.buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync: calls.buildSync };
});

afterAll(removeTemporaryFolders);

describe("bundleAll", () => {
  it("loads esbuild when there is something to bundle, and starts it once for each set of options", () => {
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

  it("needs no second call to tell whose export is missing", () => {
    const root = project({ "a.ts": "export const handler = 1;", "b.cjs": "exports.main = 1;", "c.ts": "export {}" });
    calls.buildSync.mockClear();
    const requests = ["a.handler", "b.handler", "c.handler"].map((handler) => request(root, handler));
    expect(() => bundleAll(requests, root)).toThrow('"c.ts" has no export "handler"');
    // The calls after the first one list the exports that the file has.
    const entries = calls.buildSync.mock.calls.map(([options]) => options.entryPoints.length);
    expect(entries).toEqual([3, 1]);
  });
});
