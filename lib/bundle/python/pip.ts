import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { BundleError } from "../sources";
import { markerEnvironment, type PythonPlatform, wheelPlatforms } from "./platform";

/** What pip installs, and where. */
interface Installation {
  /** The requirements file that pip reads. */
  readonly file: string;
  /** The folder that relative paths in the file refer to. */
  readonly folder: string;
  readonly platform: PythonPlatform;
  /** The folder for the packages. */
  readonly target: string;
}

const INTERPRETERS = ["python3", "python"];

/** Installs the packages of a requirements file. Never builds a package, because the machine may differ from Lambda's. */
export function pipInstall({ file, folder, platform, target }: Installation): void {
  const command = INTERPRETERS.find((each) => run(each, ["-m", "pip", "--version"]).status === 0);
  if (command === undefined)
    throw new BundleError(
      [],
      `"handler" needs pip to install ${basename(file)}, but neither python3 nor python has it. Install Python 3, and run: python3 -m ensurepip`,
    );
  const markers = JSON.stringify(markerEnvironment(platform));
  const { status, stderr, stdout } = run(
    command,
    [program(), markers, ...installArguments(platform), "--target", target, "--requirement", file],
    folder,
  );
  if (status === 0) return;
  const lines = `${stderr}\n${stdout}`.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith("ERROR: ")).map((line) => line.slice("ERROR: ".length));
  const reason =
    errors.length > 0 ? errors.join(" ") : (lines.filter((line) => line !== "").at(-1) ?? `exit code ${status}`);
  throw new BundleError(
    [],
    `"handler" can't be packed with its packages for Python ${platform.version} on ${platform.architecture}: ${reason} Choose versions that have wheels for this platform, or build the function elsewhere and write bundle: "<directory>".`,
  );
}

function installArguments(platform: PythonPlatform): readonly string[] {
  return [
    ...["install", "--only-binary", ":all:", "--no-compile", "--no-warn-script-location"],
    ...["--disable-pip-version-check", "--no-input", "--progress-bar", "off"],
    ...[
      "--implementation",
      "cp",
      "--python-version",
      platform.version,
      "--abi",
      `cp${platform.version.replace(".", "")}`,
    ],
    ...wheelPlatforms(platform).flatMap((name) => ["--platform", name]),
  ];
}

function run(command: string, args: readonly string[], cwd = process.cwd()): SpawnSyncReturns<string> {
  // These settings of a user contradict `--target`, and the last one changes the bytes of packages.
  const env = { ...process.env, PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PYTHONDONTWRITEBYTECODE: "1" };
  for (const name of ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"]) delete (env as NodeJS.ProcessEnv)[name];
  return spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 << 20,
  });
}

/** In a checkout the program is next to this file. The package contains this file in its main file. */
function program(): string {
  const own = join(__dirname, "run_pip.py");
  return existsSync(own) ? own : join(__dirname, "../bundle/python/run_pip.py");
}
