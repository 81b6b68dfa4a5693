import { spawnSync } from "node:child_process";

/** An interpreter of Python 3 on this machine. */
export interface PythonInterpreter {
  readonly command: string;
  /** Such as `3.13`. */
  readonly version: string;
}

const known = new Map<string, PythonInterpreter | undefined>();

/** The interpreter of a runtime's own version if it is installed, such as `python3.13`, or else `python3`. */
export function pythonFor(runtime: string): PythonInterpreter | undefined {
  if (!known.has(runtime)) known.set(runtime, installed(runtime) ?? installed("python3"));
  return known.get(runtime);
}

function installed(command: string): PythonInterpreter | undefined {
  const { stdout } = spawnSync(command, ["--version"], { encoding: "utf8", timeout: 5000 });
  const version = /^Python (3\.\d+)/.exec(stdout ?? "")?.[1];
  return version === undefined ? undefined : { command, version };
}
