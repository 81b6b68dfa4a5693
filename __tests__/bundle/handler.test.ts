import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { BundleError, locateHandler, projectRoot } from "../../lib/bundle/sources";
import { project, removeTemporaryFolders, thrown } from "./project";

afterAll(removeTemporaryFolders);

const root = project({
  "cdktf.json": "{}",
  "src/a.ts": "",
  "src/a.js": "",
  "src/my.file.v2.mts": "",
  "src/view.jsx": "",
  "src/python.py": "",
  "src/Upper.ts": "",
  "src/deep/x/y.cjs": "",
  "packages/app/cdktf.json": "{}",
});
symlinkSync(join(root, "src/a.ts"), join(root, "src/link.ts"));

describe("locateHandler", () => {
  it.each([
    ["src/a.handler", "src/a.ts", "handler"],
    ["./src/a.default", "src/a.ts", "default"],
    ["src/my.file.v2.main", "src/my.file.v2.mts", "main"],
    ["src/view.$h_1", "src/view.jsx", "$h_1"],
    ["src/deep/x/y.Größe", "src/deep/x/y.cjs", "Größe"],
    ["src/link.handler", "src/link.ts", "handler"],
    ["src\\deep\\x/y.handler", "src/deep/x/y.cjs", "handler"],
  ])("finds %s in %s", (handler, file, exportName) => {
    expect(locateHandler(root, handler)).toEqual({ entry: join(root, file), relative: file, exportName });
  });

  it("finds a file outside of the root", () => {
    expect(locateHandler(join(root, "packages/app"), "../../src/a.handler").relative).toBe("../../src/a.ts");
  });

  describe("rejects", () => {
    const form =
      'A handler is a path without file extension, a dot and the name of an export, such as "src/a.handler".';

    it.each(["src/a", "handler", ".handler", "src/.handler", "src/a.", "src.d/a", "src/a.my-handler", "", "src/a.1st"])(
      "%p, which does not name an export",
      (handler) => {
        expect(thrown(() => locateHandler(root, handler)).message).toBe(
          `The handler "${handler}" does not name an export. ${form}`,
        );
      },
    );

    it.each(["/home/ann/src/a.handler", "C:\\Users\\ann\\src\\a.handler", "\\\\ann\\src\\a.handler"])(
      "the absolute path %s, without repeating it",
      (handler) => {
        const error = thrown(() => locateHandler(root, handler));
        expect(error.message).toMatch(
          /^The handler "\.\.\.\/a\.handler" is an absolute path, which differs on other machines/,
        );
        expect(error.message).not.toContain("ann");
      },
    );

    it("a missing file, with the file names and the folder that were searched", () => {
      const error = thrown(() => locateHandler(root, "src/missing.handler"));
      expect(error).toBeInstanceOf(BundleError);
      expect(error).toMatchObject({ owners: [], name: "BundleError" });
      expect(error.message).toBe(
        'The handler "src/missing.handler" was not found: the folder "src" contains none of missing.ts, missing.mts, missing.cts, missing.tsx, missing.js, missing.mjs, missing.cjs, missing.jsx. Create the file, or correct the path. Handler paths are relative to the folder of cdktf.json, else to the working directory.',
      );
    });

    it("a missing folder", () => {
      expect(thrown(() => locateHandler(root, "source/a.handler")).message).toMatch(
        /^The handler "source\/a.handler" was not found: the folder "source" does not exist\. Handler paths are relative to/,
      );
    });

    it("a file whose name differs in upper and lower case", () => {
      expect(thrown(() => locateHandler(root, "src/upper.handler")).message).toContain(
        '"Upper.ts" exists, but its name',
      );
    });

    it.each(["src/python.handler", "src/python.py"])("%s, which is written in another language", (handler) => {
      const { message } = thrown(() => locateHandler(root, handler));
      expect(message).toContain('"src/python.py" is not TypeScript or JavaScript');
      expect(message).toContain('Build it yourself and pass the directory as "bundle"');
    });

    it("a file name in place of a handler", () => {
      expect(thrown(() => locateHandler(root, "src/a.ts")).message).toContain('such as "src/a.handler".');
      expect(thrown(() => locateHandler(root, "src/a.ts.main")).message).toContain('Remove ".ts": "src/a.main".');
    });
  });
});

describe("projectRoot", () => {
  it("is the nearest parent folder with a cdktf.json", () => {
    expect(projectRoot(join(root, "src/deep/x"))).toBe(root);
    expect(projectRoot(join(root, "packages/app"))).toBe(join(root, "packages/app"));
  });

  it("is the folder itself without a cdktf.json", () => {
    const lonely = project({ "a/b": "" });
    expect(projectRoot(join(lonely, "a"))).toBe(join(lonely, "a"));
  });
});
