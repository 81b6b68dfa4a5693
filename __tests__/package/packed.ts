import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { type Files, write } from "../support/project";

export const repository = resolve(__dirname, "../..");

/** The packages of a Terraform CDK that a project needs. */
export const peersOf = (cdk: "cdktf" | "cdktn") => [cdk, `@${cdk}/provider-archive`, `@${cdk}/provider-aws`];

/** The packages of every project that uses this package, without the optional Cloudflare bindings. */
const installed = ["constructs", "esbuild", "fastest-levenshtein", "tldts"];

const notCloned = ["node_modules", "dist", ".git", "cdktf.out", "coverage"];
const folders: string[] = [];

function temporaryFolder(prefix: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs a command without any user settings and without a network. */
function run(command: string, args: readonly string[], cwd: string, more: Readonly<Record<string, string>> = {}) {
  const env = {
    PATH: process.env.PATH,
    HOME: temporaryFolder("home-"),
    CHECKPOINT_DISABLE: "1",
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
    ...more,
  };
  return execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

export function node(project: string, ...args: readonly string[]): string {
  return run(process.execPath, args, project);
}

/** Packs a copy of the repository that contains an outdated build. Returns the path of the tarball. */
export function pack(): string {
  const clone = temporaryFolder("clone-");
  for (const name of readdirSync(repository).filter((name) => !notCloned.includes(name)))
    cpSync(join(repository, name), join(clone, name), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(clone, "node_modules"));
  write(clone, { "dist/old.js": "// from a build that had this file\n", ".env": "SECRET=1\n" });

  const destination = temporaryFolder("tarball-");
  run("npm", ["pack", "--pack-destination", destination], clone);
  const [tarball, ...others] = readdirSync(destination);
  if (tarball === undefined || others.length > 0) throw new Error(`Expected one tarball, found ${others.length + 1}.`);
  return join(destination, tarball);
}

export function filesIn(tarball: string): readonly string[] {
  const paths = run("tar", ["-tzf", basename(tarball)], dirname(tarball))
    .trim()
    .split("\n");
  return paths.map((path) => path.replace(/^package\//, "")).sort();
}

/** Creates a project with the installed package and its peer dependencies. */
export function projectWithPackage(tarball: string, files: Files, peers = peersOf("cdktf")): string {
  const project = projectWith([...installed, ...peers], files);
  const target = join(project, "node_modules/cdktf-apigateway-websocket");
  mkdirSync(target);
  run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"], project);
  return project;
}

/** Creates the same project with the repository's sources in place of the package, like the repository's `main.ts`. */
export function projectWithSources(files: Files): string {
  const paths = {
    "cdktf-apigateway-websocket": [join(repository, "lib/index.ts")],
    "cdktf-apigateway-websocket/runtime": [join(repository, "lib/runtime/index.ts")],
  };
  const compilerOptions = { target: "ES2022", module: "node16", moduleResolution: "node16", paths };
  const tsconfig = JSON.stringify({ compilerOptions });
  return projectWith([...installed, ...peersOf("cdktf"), "ts-node", "tsconfig-paths", "typescript"], {
    "tsconfig.json": tsconfig,
    ...files,
  });
}

export function link(project: string, ...names: readonly string[]): void {
  for (const name of names) {
    const path = join(project, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), path);
  }
}

function projectWith(packages: readonly string[], files: Files): string {
  const project = temporaryFolder("user-");
  link(project, ...packages);
  writeFileSync(join(project, "cdktf.json"), '{ "language": "typescript", "app": "node main.cjs" }\n');
  writeFileSync(join(project, "package.json"), '{ "name": "user", "private": true }\n');
  write(project, files);
  return project;
}
