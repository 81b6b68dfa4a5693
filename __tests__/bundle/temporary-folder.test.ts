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
  for (let index = 0; Date.now() < end; index += 1)
    try {
      mkdirSync(process.argv[1] + "/" + (index % 50), { recursive: true });
    } catch {
      // A parent folder has just been removed.
    }
  rmSync(process.argv[1], { recursive: true, force: true });
\`;
spawn(process.execPath, ["--eval", writer, folder], { stdio: "ignore" });
const endSoon = () => (existsSync(join(folder, "49")) ? process.stdout.write(folder, () => process.exit(0)) : setTimeout(endSoon, 5));
endSoon();`;

it("is removed without an error at the end of the process, even if another program still writes into it", async () => {
  const {
    status,
    stdout: folder,
    stderr,
  } = spawnSync(process.execPath, ["--require", "sucrase/register", "--eval", script], {
    cwd: repository,
    encoding: "utf8",
  });
  while (existsSync(folder)) await wait(50);
  expect([status, stderr]).toEqual([0, ""]);
});
