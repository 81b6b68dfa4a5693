import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Files, filesBelow, write } from "../support/project";

export const repository = resolve(__dirname, "../..");
const { devDependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));

export type CdkName = "cdktf" | "cdktn";

const folders: string[] = [];

function temporaryFolder(prefix: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The dependencies of a project that uses the packed library, in the versions of this repository. */
export function dependencies(cdk: CdkName, constructs = devDependencies.constructs): Readonly<Record<string, string>> {
  const names = [cdk, `@${cdk}/provider-aws`, `@${cdk}/provider-archive`];
  return {
    "cdktf-apigateway-websocket": `file:${process.env.CONSUMER_TARBALL}`,
    ...Object.fromEntries(names.map((name) => [name, devDependencies[name]])),
    constructs,
  };
}

/** A project outside of this repository, whose programs run with an empty home folder. */
export class Consumer {
  public readonly root = temporaryFolder("consumer-");
  private readonly home = temporaryFolder("home-");

  constructor(files: Files) {
    write(this.root, files);
  }

  /** Runs npm. Its cache is the one of the machine, so that packages are not downloaded again. */
  public npm(...args: readonly string[]): string {
    const quiet = [
      "--no-audit",
      "--no-fund",
      "--no-update-notifier",
      "--prefer-offline",
      "--fetch-retries=5",
      "--loglevel=error",
    ];
    return this.run("npm", [...args, ...quiet], { env: { npm_config_cache: npmCache() } });
  }

  /** Runs a program, and returns what it prints. */
  public run(command: string, args: readonly string[], options: RunOptions = {}): string {
    const { status, stdout, stderr } = this.tryRun(command, args, options);
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ends with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  public tryRun(
    command: string,
    args: readonly string[],
    { cwd = "", env = {} }: RunOptions,
  ): SpawnSyncReturns<string> {
    return spawnSync(command, args, { cwd: join(this.root, cwd), env: this.environment(env), encoding: "utf8" });
  }

  /** The variables of all programs of this project. */
  public environment(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string | undefined>> {
    return { PATH: process.env.PATH, HOME: this.home, CHECKPOINT_DISABLE: "1", CI: "true", ...more };
  }

  /** Runs a script of a module format, and returns the value that it prints as JSON. */
  public evaluate(script: string, { type = "commonjs", cwd = "", node = process.execPath } = {}): unknown {
    return JSON.parse(this.run(node, [`--input-type=${type}`, "--eval", script], { cwd }));
  }

  /** Links packages of this repository that only the test needs, such as the compiler. */
  public link(...names: readonly string[]): void {
    for (const name of names) {
      const path = join(this.root, "node_modules", name);
      mkdirSync(dirname(path), { recursive: true });
      rmSync(path, { recursive: true, force: true });
      symlinkSync(join(repository, "node_modules", name), path);
    }
  }

  public files(folder: string): Files {
    return filesBelow(join(this.root, folder));
  }
}

interface RunOptions {
  /** Relative to the project. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let cache: string | undefined;

/** The cache of the machine's npm. */
export function npmCache(): string {
  cache ??= execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
  return cache;
}
