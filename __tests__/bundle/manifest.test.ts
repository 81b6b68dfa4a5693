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
  it("renders the parameters of each bundle, with names in place of absolute paths", () => {
    const text = renderManifest([one]);
    expect(JSON.parse(text)).toEqual({
      version: 1,
      functions: [{ ...one, wrapper: { module: "runtime/adapter", export: "adapt", options: { type: "2.0" } } }],
    });
    expect(text).not.toContain(library);
    expect(text).toMatch(/^{\n {2}"functions": \[/);
    expect(text).toMatch(/\n}\n$/);
  });

  it("names the library module that is a function's source", () => {
    const { handler: _, wrapper: __, ...rest } = two;
    const text = renderManifest([{ ...rest, module: join(library, "runtime/verify.ts") }]);
    expect(JSON.parse(text).functions).toEqual([{ ...rest, module: "runtime/verify" }]);
  });

  it("lists the copied folders, relative to the project, if there are any", () => {
    const folders = [
      { folder: "functions/B", source: "dist/b" },
      { folder: "functions/A", source: "../a" },
    ];
    expect(JSON.parse(renderManifest([], folders)).folders).toEqual([folders[1], folders[0]]);
    expect(JSON.parse(renderManifest([two]))).not.toHaveProperty("folders");
  });

  it("does not depend on the order of functions and keys, or on the extension of a wrapper's file", () => {
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
    it("a wrapper from outside of the library", () => {
      const wrapper = { module: "/elsewhere/wrap.ts", export: "wrap" };
      const message = "A wrapper or module must belong to this library.";
      expect(() => renderManifest([{ ...one, wrapper }])).toThrow(message);
      expect(() => renderManifest([{ ...two, module: "/elsewhere/verify.ts" }])).toThrow(message);
    });
  });
});
