import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { project, removeTemporaryFolders } from "./project";

afterAll(removeTemporaryFolders);

const line = "Bundling 12 handlers ...";

/** Arguments of a Node.js process that bundles `count` handlers. */
function program(count: number): readonly string[] {
  const names = Array.from({ length: count }, (_, index) => `h${index}`);
  const root = project(Object.fromEntries(names.map((name) => [`${name}.ts`, "export const handler = () => 1;"])));
  const lib = resolve(__dirname, "../../lib/bundle");
  const code = `
    process.uptime = () => 0;
    const { bundleAll } = require(${JSON.stringify(join(lib, "bundle"))});
    const { locateHandler } = require(${JSON.stringify(join(lib, "sources"))});
    const root = ${JSON.stringify(root)};
    const options = { format: "esm", minify: false, sourcemap: false, target: "node20" };
    const requests = ${JSON.stringify(names)}.map((id) => ({ id, owner: id, source: locateHandler(root, id + ".handler"), options }));
    for (const _round of ["cold", "warm"]) console.log(String(bundleAll(requests, root).files.size));`;
  return ["--require", require.resolve("sucrase/register"), "--eval", code];
}

/** Everything that the process prints to a terminal. */
function onTerminal(count: number, environment: NodeJS.ProcessEnv = {}): string {
  const quoted = [process.execPath, ...program(count)].map((text) => `'${text.replaceAll("'", "'\\''")}'`);
  const env = { ...process.env, CI: "", TERM: "xterm", ...environment };
  return spawnSync("script", ["-qec", quoted.join(" "), "/dev/null"], { encoding: "utf8", env, input: "" }).stdout;
}

// The command `script` of util-linux runs a program in a terminal.
const hasTerminal = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") === true;

describe("a long build", () => {
  (hasTerminal ? describe : describe.skip)("on a terminal", () => {
    it("shows a progress line and erases it at the end", () => {
      expect(onTerminal(12)).toBe(`${line}\r\u001b[K12\r\n12\r\n`);
    });

    it("shows nothing for a short build", () => {
      expect(onTerminal(1)).toBe("1\r\n1\r\n");
    });

    it.each([{ CI: "true" }, { CI: "1" }, { TERM: "dumb" }])("shows nothing with %j", (environment) => {
      expect(onTerminal(12, environment)).toBe("12\r\n12\r\n");
    });
  });

  it("shows nothing in a pipe", () => {
    const { stdout, stderr } = spawnSync(process.execPath, program(12), {
      encoding: "utf8",
      env: { ...process.env, CI: "" },
    });
    expect({ stdout, stderr }).toEqual({ stdout: "12\n12\n", stderr: "" });
  });
});
