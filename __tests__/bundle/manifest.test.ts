import { join } from "node:path";
import { type ManifestFunction, renderManifest } from "../../lib/bundle/manifest";
import { defaults } from "./project";

const library = join(__dirname, "../../lib");
const one: ManifestFunction = {
  address: "aws_lambda_function.One",
  folder: "assets/One",
  handler: "src/one.ts",
  export: "handler",
  options: { ...defaults, esbuild: { external: ["b", "a"], define: { B: "2", A: "1" } } },
  wrapper: { module: join(library, "runtime/adapter.ts"), export: "adapt", options: { type: "2.0" } },
};
const two: ManifestFunction = { ...one, address: "aws_lambda_function.Two", options: defaults, wrapper: undefined };

describe("renderManifest", () => {
  it("writes what bundles a function again, with names in place of absolute paths", () => {
    const text = renderManifest([one]);
    expect(JSON.parse(text)).toEqual({
      version: 1,
      functions: [{ ...one, wrapper: { module: "runtime/adapter", export: "adapt", options: { type: "2.0" } } }],
    });
    expect(text).not.toContain(library);
    expect(text).toMatch(/^{\n {2}"functions": \[/);
    expect(text).toMatch(/\n}\n$/);
  });

  it("does not depend on the order of functions and keys, or on how a wrapper's file is spelled", () => {
    const turned: ManifestFunction = {
      wrapper: { options: { type: "2.0" }, export: "adapt", module: join(library, "runtime/adapter") },
      options: { esbuild: { define: { A: "1", B: "2" }, external: ["b", "a"] }, ...defaults },
      export: "handler",
      handler: "src/one.ts",
      folder: "assets/One",
      address: "aws_lambda_function.One",
    };
    expect(renderManifest([two, turned])).toBe(renderManifest([one, two]));
  });

  describe("rejects", () => {
    it("a wrapper from outside of the library, which would have no name", () => {
      const wrapper = { module: "/elsewhere/wrap.ts", export: "wrap" };
      expect(() => renderManifest([{ ...one, wrapper }])).toThrow("A wrapper must be a module of this library.");
    });
  });
});
