import { spawnSync } from "node:child_process";

/** The version of the installed Python 3, such as `3.13`; undefined if there is none. */
export function pythonVersion(): string | undefined {
  const { stdout } = spawnSync("python3", ["--version"], { encoding: "utf8", timeout: 5000 });
  return /^Python (3\.\d+)/.exec(stdout ?? "")?.[1];
}
