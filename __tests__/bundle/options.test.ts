import { validateEsbuildOptions } from "../../lib/bundle/options";

describe("validateEsbuildOptions", () => {
  it.each([
    {},
    { external: ["sharp"], loader: { ".png": "file" }, define: { X: "1" }, banner: { js: "//" }, footer: { js: "//" } },
    {
      target: ["node22"],
      conditions: [],
      mainFields: ["main"],
      alias: { a: "./b" },
      keepNames: false,
      treeShaking: true,
    },
    {
      jsx: "automatic",
      tsconfig: "config/tsconfig.json",
      tsconfigRaw: { compilerOptions: { paths: {} } },
      drop: ["console"],
    },
    {
      inject: ["./shim.ts"],
      charset: "ascii",
      legalComments: "eof",
      logOverride: {},
      packages: "external",
      pure: ["f"],
    },
    { external: undefined, mangleProps: "_$", mangleCache: { a_: false }, lineLimit: 80 },
  ])("accepts %j", (options) => {
    expect(validateEsbuildOptions(options)).toBeUndefined();
  });

  describe("rejects", () => {
    it("plugins, and says why", () => {
      expect(validateEsbuildOptions({ plugins: [] })).toBe(
        '"plugins" can\'t be set: synthesis is synchronous, and esbuild runs plugins in its asynchronous API alone.',
      );
    });

    it.each([
      ["format", "esm", 'use the option "format"'],
      ["minify", true, 'use the option "minify"'],
      ["minifySyntax", true, 'use the option "minify"'],
      ["sourcemap", true, 'use the option "sourcemap"'],
      ["splitting", true, '"external"'],
      ["entryPoints", ["a"], "the handler's path decides"],
      ["outfile", "x", "the library decides where"],
      ["watch", true, "bundles once"],
    ])("%s, which has a place of its own", (key, value, advice) => {
      expect(validateEsbuildOptions({ [key]: value })).toContain(`"${key}" can't be set: `);
      expect(validateEsbuildOptions({ [key]: value })).toContain(advice);
    });

    it.each([
      "stdin",
      "outdir",
      "write",
      "bundle",
      "metafile",
      "absWorkingDir",
      "outbase",
      "outExtension",
      "serve",
      "platform",
    ])("%s, which the library decides", (key) => {
      expect(validateEsbuildOptions({ [key]: "x" })).toMatch(new RegExp(`^"${key}" can't be set: .+\\.$`));
    });

    it.each([
      [{ externals: [] }, '"externals" is not an option of esbuild that can be set here. Did you mean "external"?'],
      [{ define: { A: () => 1 } }, '"define" holds a value of type function'],
      [{ loader: new Map() }, '"loader" holds an instance of a class'],
      [{ lineLimit: Number.NaN }, '"lineLimit" holds the number NaN'],
      [{ mangleProps: /_$/ }, '"mangleProps" is a RegExp'],
      [{ banner: "// text" }, '"banner" must be an object.'],
      [{ legalComments: "linked" }, '"legalComments" can\'t be "linked"'],
      [{ inject: ["/home/ann/shim.ts"] }, '"inject" holds an absolute path'],
      [{ alias: { a: "C:\\b" } }, '"alias" holds an absolute path'],
    ])("%p", (options, problem) => {
      expect(validateEsbuildOptions(options)).toContain(problem);
    });

    it("an absolute path without repeating it", () => {
      expect(validateEsbuildOptions({ tsconfig: "/home/ann/tsconfig.json" })).not.toContain("ann");
    });
  });
});
