import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InstallRequest } from "../additions/additions";
import { digest } from "../canonical-data";
import { withProgress } from "../progress";
import type { BundledFile } from "../request";
import { InterruptedError } from "../run-program";
import { BundleError } from "../sources";
import { withTemporaryFolder } from "../temporary-folder";
import { findLockfile, type ProjectLockfile } from "./find-lockfile";
import { graphOf, type PackageRef } from "./graph";
import { installedFiles, removeOtherPlatforms } from "./installed-files";
import type { InstalledStore } from "./installed-store";
import { type Layout, layOut, npmFiles } from "./layout";
import type { Lockfile } from "./lockfile";
import { requireNativeCode } from "./native-code";
import { type NpmCall, runNpm } from "./npm";
import { readNpmLockfile } from "./npm-lockfile";
import type { Platform } from "./platform";

interface Installation {
  readonly files: readonly BundledFile[];
  readonly warnings: readonly string[];
}

/** A request with everything that it depends on. */
interface Job {
  readonly packages: Readonly<Record<string, string>>;
  readonly platform: Platform;
  readonly lockfile: ProjectLockfile;
  /** Undefined where nothing may come from the cache of bundles. */
  readonly store: InstalledStore | undefined;
}

type NpmFiles = NpmCall["files"];

/** Installs packages with npm. Equal installations of a synthesis run once. */
export class Installer {
  private readonly done = new Map<string, readonly BundledFile[]>();

  /**
   * @param root the project's root
   * @param store the installations of earlier syntheses
   */
  constructor(
    private readonly root: string,
    private readonly store: InstalledStore | undefined,
  ) {}

  /**
   * Installs packages for Lambda. A protected function gets them from npm's own cache, which npm verifies against the
   * lockfile: nobody who can write to the cache of bundles may replace code that decides about access.
   *
   * @param code the absolute path of the folder of the code, above which the lockfile is
   * @throws BundleError if the packages can't be installed
   */
  public install({ packages, cpu }: InstallRequest, code: string, isProtected: boolean): Installation {
    const lockfile = findLockfile(code, this.root);
    const platform: Platform = { os: "linux", cpu, libc: "glibc" };
    const job: Job = { packages, platform, lockfile, store: isProtected ? undefined : this.store };
    const unpinned = Object.entries(packages).filter(([name, version]) => !isLocked(name, version, lockfile));
    const graph = graphOf(this.refsOf(job, Object.fromEntries(unpinned)), platform);
    const layout = layOut(graph);
    const files = npmFiles(layout, graph);
    const key = digest(JSON.stringify([platform, files["package-lock.json"]]));
    // With a hash for each package, npm can take all of them from its cache without asking the registry.
    const unhashed = unhashedPackages(layout);
    const sources = unhashed.length === 0 ? [npmFiles(layout, graph, true), files] : [files];
    return {
      files: this.filesOf(key, job, layout, sources),
      warnings: [
        ...unpinned.map(([name, version]) => unpinnedWarning(name, version, lockfile)),
        ...(isProtected && unhashed.length > 0 ? [unhashedWarning(unhashed, lockfile)] : []),
      ],
    };
  }

  private filesOf(key: string, job: Job, layout: Layout, sources: readonly NpmFiles[]) {
    const name = `${key} ${job.store === undefined}`;
    const known = this.done.get(name) ?? job.store?.find(key) ?? this.run(key, job, layout, sources);
    this.done.set(name, known);
    return known;
  }

  private run(key: string, job: Job, layout: Layout, sources: readonly NpmFiles[]): readonly BundledFile[] {
    const { platform, store } = job;
    const calls = sources.map((files, index) => ({
      files,
      command: index < sources.length - 1 ? ["ci", "--offline"] : ["ci"],
    }));
    return this.withNpm(job, calls, (folder) => {
      requireNativeCode(folder, removeOtherPlatforms(folder, layout, platform), platform);
      const installed = installedFiles(folder).map((path) => {
        const file = join(folder, path);
        const contents = readFileSync(file);
        return { path, contents, file, hash: digest(contents) };
      });
      return store?.keep(key, installed) ?? installed.map(({ path, contents }) => ({ path, contents }));
    });
  }

  /** The packages, in the project's lockfile or in one that npm makes for those with versions of their own. */
  private refsOf(job: Job, unpinned: Readonly<Record<string, string>>): ReadonlyMap<string, PackageRef> {
    const other = Object.keys(unpinned).length > 0 ? this.resolve(job, unpinned) : job.lockfile;
    return new Map(
      Object.keys(job.packages).map((name) => {
        const lockfile = unpinned[name] === undefined ? job.lockfile : other;
        const id = lockfile.find(name);
        if (id === undefined) throw notInstalled(name, job.lockfile);
        return [name, { lockfile, id }];
      }),
    );
  }

  private resolve(job: Job, dependencies: Readonly<Record<string, string>>): Lockfile {
    const key = digest(JSON.stringify(dependencies));
    const text = (job.store?.findValue(key) as string | undefined) ?? this.npmLockfile(job, dependencies);
    job.store?.keepValue(key, text);
    return readNpmLockfile("npm", text, ".");
  }

  private npmLockfile(job: Job, dependencies: Readonly<Record<string, string>>): string {
    const files = { "package.json": JSON.stringify({ private: true, dependencies }) };
    return this.withNpm(job, [{ files, command: ["install", "--package-lock-only"] }], (folder) =>
      readFileSync(join(folder, "package-lock.json"), "utf8"),
    );
  }

  /** Runs npm in a temporary folder, calls `use`, and removes the folder in any case. The first call that works counts. */
  private withNpm<T>(
    { packages, platform, lockfile }: Job,
    calls: readonly Pick<NpmCall, "files" | "command">[],
    use: (folder: string) => T,
  ): T {
    return withTemporaryFolder("install-", (folder) => {
      const settings = { root: this.root, folder, settingsIn: [lockfile.folder, this.root], platform };
      withProgress(`Installing ${Object.keys(packages).join(", ")} ...`, () =>
        runFirst(calls.map((call) => ({ ...settings, ...call }))),
      );
      return use(folder);
    });
  }
}

/** Runs calls of npm until one works. Only the last one's error counts. */
function runFirst([call, ...others]: readonly NpmCall[]): void {
  if (call === undefined) return;
  try {
    runNpm(call);
  } catch (error) {
    if (others.length === 0 || !(error instanceof BundleError) || error instanceof InterruptedError) throw error;
    runFirst(others);
  }
}

/** Whether the project's lockfile decides about a package. */
function isLocked(name: string, version: string, lockfile: ProjectLockfile): boolean {
  if (version === "*") return true;
  const id = lockfile.find(name);
  return id !== undefined && lockfile.get(id).version === version;
}

function notInstalled(name: string, { name: file, addCommand }: ProjectLockfile): BundleError {
  return new BundleError(
    [],
    `"nodejs.install" takes the version of a package from ${file}, which does not contain "${name}" or contains several versions. Add it to the project: ${addCommand} ${name}`,
  );
}

function unpinnedWarning(name: string, version: string, { name: file, addCommand }: ProjectLockfile): string {
  return [
    `"nodejs.install" installs "${name}" ${version}, which is not in ${file}, so the versions of its dependencies are not pinned: another machine may install others.`,
    `Add it to the project: ${addCommand} ${name}@${version}`,
  ].join("\n");
}

/** The packages without a hash that npm could compare, such as `color@1.0.0`. */
function unhashedPackages(layout: Layout): readonly string[] {
  const locked = [...layout.values()].map((node) => node.package);
  const found = locked.filter(({ integrity }) => integrity === undefined);
  return [...new Set(found.map(({ name, version }) => `${name}@${version}`))].sort();
}

function unhashedWarning(packages: readonly string[], { name: file }: ProjectLockfile): string {
  return [
    `"nodejs.install" of a function that decides about access installs packages that are not verified: whoever controls the registry or the connection could replace them; got ${file} without npm's hashes of ${packages.join(", ")}.`,
    file === "yarn.lock"
      ? "Yarn 2 and later do not write these hashes. Give the handler a folder with a package.json of its own, and commit the lockfile that npm writes there: npm install --package-lock-only"
      : `Add each hash to ${file}, as "integrity" of the package. npm prints it: npm view ${packages[0]} dist.integrity`,
  ].join("\n");
}
