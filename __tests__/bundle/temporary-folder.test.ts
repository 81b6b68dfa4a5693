import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const repository = resolve(__dirname, "../..");

// The other process writes as esbuild does when the reader of the output ends: also while the folder is removed.
const script = `
const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { temporaryFolder } = require(${JSON.stringify(resolve(repository, "lib/bundle/temporary-folder.ts"))});
const folder = temporaryFolder("written-");
const writer = \`
  const { mkdirSync, rmSync } = require("node:fs");
  const end = Date.now() + 1000;
  for (let index = 0; Date.now() < end || index < 50; index += 1)
    try {
      mkdirSync(process.argv[1] + "/" + (index % 50), { recursive: true });
    } catch {
      // A parent folder has just been removed.
    }
  rmSync(process.argv[1], { recursive: true, force: true });
\`;
const child = spawn(process.execPath, ["--eval", writer, folder], { stdio: "ignore" });
child.once("exit", () => process.exit(1));
const endSoon = () => (existsSync(join(folder, "49")) ? process.stdout.write(folder, () => process.exit(0)) : setTimeout(endSoon, 5));
endSoon();`;

it("ends no process with an error, even if another program still writes into it", async () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", "sucrase/register", "--eval", script], {
    cwd: repository,
    encoding: "utf8",
    timeout: 20_000,
  });
  for (let waits = 0; existsSync(stdout) && waits < 100; waits += 1) await wait(50);
  expect([status, stderr]).toEqual([0, ""]);
});
