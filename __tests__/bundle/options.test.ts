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
    it("plugins, with the reason", () => {
      expect(validateEsbuildOptions({ plugins: [] })).toBe(
        '"plugins" can\'t be set: synthesis is synchronous, and esbuild runs plugins only in its asynchronous API.',
      );
    });

    it.each([
      ["format", "esm", 'use the option "format"'],
      ["minify", true, 'use the option "minify"'],
      ["minifySyntax", true, 'use the option "minify"'],
      ["sourcemap", true, 'use the option "sourcemap"'],
      ["splitting", true, 'use the option "splitting"'],
      ["bundle", false, '"external"'],
      ["entryPoints", ["a"], 'the handler\'s path, such as "src/a.handler", determines'],
      ["outfile", "x", "the library determines the path"],
      ["watch", true, "bundles once"],
    ])("%s, with what to use instead", (key, value, advice) => {
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
    ])("%s, which the library sets itself", (key) => {
      expect(validateEsbuildOptions({ [key]: "x" })).toMatch(new RegExp(`^"${key}" can't be set: .+\\.$`));
    });

    it.each([
      [{ externals: [] }, '"externals" is not a supported esbuild option. Did you mean "external"?'],
      [
        { define: { A: () => 1 } },
        '"define" must contain only JSON values, because options are stored as JSON; got a value of type function',
      ],
      [
        { loader: new Map() },
        '"loader" must contain only JSON values, because options are stored as JSON; got an instance of a class',
      ],
      [
        { lineLimit: Number.NaN },
        '"lineLimit" must contain only JSON values, because options are stored as JSON; got the number NaN',
      ],
      [
        { mangleProps: /_$/ },
        '"mangleProps" can\'t be a RegExp, because options are stored as JSON; got /_$/. Pass its source: "_$".',
      ],
      [{ banner: "// text" }, '"banner" must be an object; got "// text".'],
      [{ legalComments: "linked" }, '"legalComments" can\'t be "linked"'],
      [{ inject: ["/home/ann/shim.ts"] }, '"inject" contains an absolute path'],
      [{ alias: { a: "C:\\b" } }, '"alias" contains an absolute path'],
    ])("%p", (options, problem) => {
      expect(validateEsbuildOptions(options)).toContain(problem);
    });

    it("an absolute path without repeating it", () => {
      expect(validateEsbuildOptions({ tsconfig: "/home/ann/tsconfig.json" })).not.toContain("ann");
    });
  });
});
