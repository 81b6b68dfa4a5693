import type { SpawnSyncReturns } from "node:child_process";
import { basename, join } from "node:path";
import { libraryRoot } from "../library-root";
import { runProgram } from "../run-program";
import { BundleError } from "../sources";
import { pipProblem } from "./pip-problem";
import { markerEnvironment, type PythonPlatform, wheelPlatforms } from "./platform";

const program = join(libraryRoot, "bundle/python/run_pip.py");

/** The packages that pip installs or downloads. */
export interface PipPackages {
  /** The requirements file that pip reads. */
  readonly file: string;
  /** The folder that relative paths in the file refer to. */
  readonly folder: string;
  readonly platform: PythonPlatform;
}

/** How pip verifies packages, and where it takes them from. */
interface PipOptions {
  /** Whether each requirement must have a hash. */
  readonly requireHashes?: boolean;
  /** A folder with wheels, in place of an index. */
  readonly wheels?: string;
}

const INTERPRETERS = ["python3", "python"];
const INSTALL = ["install", "--no-compile", "--no-warn-script-location"];

/** Installs packages into a folder. Never builds a package, because the machine may differ from Lambda's. */
export function pipInstall(packages: PipPackages, target: string, { requireHashes, wheels }: PipOptions = {}): void {
  const verified = requireHashes === true ? ["--require-hashes"] : [];
  const source = wheels === undefined ? [] : ["--no-index", "--find-links", wheels];
  runPip(packages, [...INSTALL, "--target", target, ...verified, ...source]);
}

/** Downloads the wheels of packages into a folder. pip compares each with the hashes of its requirement. */
export function pipDownload(packages: PipPackages, target: string): void {
  runPip(packages, ["download", "--dest", target, "--require-hashes"]);
}

function runPip({ file, folder, platform }: PipPackages, command: readonly string[]): void {
  const markers = JSON.stringify(markerEnvironment(platform));
  const args = [program, markers, ...command, ...commonArguments(platform), "--requirement", file];
  for (const python of INTERPRETERS) {
    const result = run(python, args, folder);
    if (result.status === 0) return;
    // Asked only after a failure, because each start of pip takes longer than a small installation.
    if (run(python, ["-m", "pip", "--version"]).status === 0) throw pipProblem(result, platform);
  }
  throw new BundleError(
    [],
    `"handler" needs pip to install ${basename(file)}, but neither python3 nor python has it. Install Python 3, and run: python3 -m ensurepip`,
  );
}

function commonArguments(platform: PythonPlatform): readonly string[] {
  return [
    ...["--only-binary", ":all:", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"],
    ...["--implementation", "cp", "--python-version", platform.version],
    ...["--abi", `cp${platform.version.replace(".", "")}`],
    ...wheelPlatforms(platform).flatMap((name) => ["--platform", name]),
  ];
}

function run(command: string, args: readonly string[], cwd = process.cwd()): SpawnSyncReturns<string> {
  // These settings of a user contradict `--target`, and the last one changes the bytes of packages.
  const env = { ...process.env, PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PYTHONDONTWRITEBYTECODE: "1" };
  for (const name of ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"]) delete (env as NodeJS.ProcessEnv)[name];
  return runProgram("pip", [command, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 64 << 20 });
}
