import { join } from "node:path";
import { rewritePaths } from "../../lib/bundle/outputs";
import { stablePaths } from "../../lib/bundle/sources";
import { project, removeTemporaryFolders } from "./project";

afterAll(removeTemporaryFolders);

describe("stablePaths", () => {
  const base = project({
    "library/package.json": '{ "name": "@scope/library" }',
    "library/dist/package.json": '{ "type": "module" }',
    "broken/package.json": "{",
  });
  const stable = stablePaths(join(base, "app"), ["../tmp/0/entry.js"]);

  it.each([
    ["src/a.ts", "src/a.ts"],
    ["node_modules/x/index.js", "node_modules/x/index.js"],
    ["../tmp/0/entry.js", "cdktf-apigateway-websocket/entry.js"],
    ["../library/dist/a.js", "@scope/library/dist/a.js"],
    ["../broken/a.js", "../broken/a.js"],
    [`${"../".repeat(20)}home/ann/a.js`, "a.js"],
  ])("calls %s %s", (path, name) => {
    expect(stable(path)).toBe(name);
  });
});

describe("rewritePaths", () => {
  it("replaces paths that esbuild writes, and does not change the user's own text", () => {
    const lines = [
      "// ../x.js",
      '  "../x.js"(exports) {',
      "/* ../x.js */",
      'import "../x.js";',
      "// see ../x.js",
      "// ../other.js",
    ];
    const { text, shifts } = rewritePaths(lines.join("\n"), ["../x.js", "src/a.ts"], (path) =>
      path.replace("../", "pkg/"),
    );
    expect(text.split("\n")).toEqual([
      "// pkg/x.js",
      '  "pkg/x.js"(exports) {',
      "/* pkg/x.js */",
      'import "../x.js";',
      "// see ../x.js",
      "// ../other.js",
    ]);
    expect([...shifts]).toEqual([
      [0, { from: 10, by: 1 }],
      [1, { from: 10, by: 1 }],
      [2, { from: 10, by: 1 }],
    ]);
  });
});
