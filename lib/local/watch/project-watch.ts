import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { timeOf, versionOf } from "../file-times";
import type { LocalOptions } from "../local-options";
import { LocalRunError } from "../local-run-error";
import { shortName } from "../log/run-event";
import { copiedFolders } from "../output/manifest";
import { outputManifest, readStacks } from "../output/stack";
import type { StartedRun } from "../started-run";
import { AppRunner } from "./app-runner";
import { AppSources } from "./app-sources";
import { describeChanges } from "./describe-changes";
import { FileWatcher } from "./file-watcher";
import { type BuildResult, HandlerBuilds } from "./handler-builds";

/** What is watched, apart from the sources. */
export interface ProjectWatchOptions {
  /** The project's folder, without symbolic links. */
  readonly root: string;
  /** The output folder. */
  readonly dir: string;
  /** When the command began, in milliseconds. It may have run the app. */
  readonly began: number;
  /** The file with values that are known only after apply. */
  readonly valuesFile?: string;
  /** Reads the values again. */
  readonly readValues: () => LocalOptions["values"];
}

// Watched paths contain no symbolic links, as those that esbuild reports. The file itself need not exist.
function realPath(path: string): string {
  const full = resolve(path);
  return existsSync(dirname(full)) ? join(realpathSync(dirname(full)), basename(full)) : full;
}

/** Applies every change of a project to a run: of handlers, of the app, of its output and of the env file. */
export class ProjectWatch {
  private readonly dir: string;
  private readonly manifest: string;
  private readonly valuesFile: string | undefined;
  private readonly watcher: FileWatcher;
  private readonly builds: HandlerBuilds;
  private readonly sources: AppSources;
  private readonly app: AppRunner;
  private readonly changed = new Set<string>();
  private work: Promise<void> | undefined;
  /** The manifest that was read last. */
  private version: string;
  /** When the code began to be read that the run serves, in milliseconds. */
  private since: number;
  private errors: readonly string[] = [];
  private copied: readonly string[] = [];
  private isClosed = false;

  constructor(
    private readonly run: StartedRun,
    private readonly options: ProjectWatchOptions,
  ) {
    const { root, dir, began, valuesFile } = options;
    this.dir = realPath(dir);
    this.manifest = outputManifest(this.dir);
    this.version = versionOf(this.manifest);
    this.since = Math.min(timeOf(this.manifest), began);
    this.valuesFile = valuesFile === undefined ? undefined : realPath(valuesFile);
    this.builds = new HandlerBuilds(root);
    this.sources = new AppSources(root, this.dir);
    this.app = new AppRunner(root, this.dir, run.log, () => this.enqueue([]));
    this.watcher = new FileWatcher({
      root,
      isIgnored: (path) => this.sources.isIgnored(path) && !this.isCopied(path),
      changed: (paths) => this.enqueue(paths),
    });
  }

  /** Finds what has to be watched, and builds each handler once: its sources may be newer than the output. */
  public async start(): Promise<void> {
    this.builds.use(this.run.app.functions);
    this.copied = this.foldersCopied();
    await this.sources.find(this.app.command);
    this.watchAll();
    this.work = this.settle(this.buildNew());
    await this.work;
    // The output may have changed before it was watched.
    if (versionOf(this.manifest) !== this.version) this.enqueue([this.manifest]);
  }

  public async close(): Promise<void> {
    this.isClosed = true;
    this.app.close();
    await this.watcher.close();
    await this.builds.close();
  }

  private enqueue(paths: Iterable<string>): void {
    if (this.isClosed) return;
    for (const path of paths) this.changed.add(path);
    this.work ??= this.settle(this.applyAll());
  }

  // A failure here is an error of this library. The run goes on, and the next change is applied again.
  private async settle(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (this.isClosed) return;
      this.run.log.message("error", "A change could not be applied.", (error as Error).stack);
    }
    this.work = undefined;
    if (this.changed.size > 0 || this.app.isDone) this.enqueue([]);
  }

  private async applyAll(): Promise<void> {
    while (this.changed.size > 0 || this.app.isDone) {
      const paths = new Set(this.changed);
      this.changed.clear();
      await this.apply(paths);
    }
  }

  private async apply(paths: ReadonlySet<string>): Promise<void> {
    const start = performance.now();
    this.since = Date.now();
    const ofApp = this.ofApp(paths);
    const ofHandlers = this.builds.among(paths);
    if (ofApp.size > 0) this.app.start(this.named(ofApp));
    this.take(await this.builds.save(paths), this.named(ofHandlers), start);
    const hasValues = this.valuesFile !== undefined && paths.has(this.valuesFile);
    if (hasValues && !this.readValues()) return;
    const isDone = this.app.takeDone();
    const isNew = isDone || (paths.has(this.manifest) && !this.app.isRunning);
    if (isNew) this.since = isDone ? this.app.startedAt : timeOf(this.manifest);
    if (hasValues || (isNew && versionOf(this.manifest) !== this.version)) await this.reload(hasValues);
    else if (ofApp.size > 0) await this.sources.find(this.app.command);
    this.watchAll();
  }

  /** Those of these files whose changes need a synthesis. */
  private ofApp(paths: ReadonlySet<string>): ReadonlySet<string> {
    const copied = [...paths].filter((path) => this.isCopied(path));
    return new Set([...this.sources.among(paths), ...copied, ...this.builds.hookedAmong(paths)]);
  }

  private readValues(): boolean {
    try {
      this.run.useValues(this.options.readValues());
      return true;
    } catch (error) {
      this.run.log.message("error", (error as Error).message);
      return false;
    }
  }

  /** Serves the output that a synthesis wrote. */
  private async reload(hasValues: boolean): Promise<void> {
    this.version = versionOf(this.manifest);
    if (this.version === "") {
      this.run.log.message("warning", `${this.dir} was deleted. This run serves the app that it read before.`);
      return;
    }
    const saved = await this.builds.buildSaved();
    const before = this.run.app;
    try {
      await this.run.reload();
    } catch (error) {
      if (!(error instanceof LocalRunError)) throw error;
      this.run.log.message(
        "error",
        "The output can't be served. This run serves the app that it read before.",
        error.message,
      );
      return;
    }
    this.run.replaceCode(saved.files);
    this.builds.use(this.run.app.functions);
    this.copied = this.foldersCopied();
    await this.sources.find(this.app.command);
    const what = hasValues ? "The env file was applied" : "The output was applied";
    this.run.log.message("info", `${what}: ${describeChanges(before, this.run.app)}`);
    for (const notice of this.run.notices)
      if (!before.notices.includes(notice)) this.run.log.message("warning", notice);
    await this.buildNew();
  }

  private async buildNew(): Promise<void> {
    const start = performance.now();
    const result = await this.builds.buildNew();
    this.take(result, this.namedAsNewer(), start);
    this.watchAll();
  }

  private namedAsNewer(): string {
    const newer = this.builds.files.filter((path) => timeOf(path) > this.since);
    return newer.length > 0 ? this.named(newer) : "The sources are newer than the output";
  }

  private take({ files, errors }: BuildResult, cause: string, start: number): void {
    // A build that is interrupted by the end of the run fails.
    if (this.isClosed) return;
    const changed = this.run.replaceCode(files);
    const names = [...new Set(changed.map(shortName))].join(", ");
    const time = Math.round(performance.now() - start);
    if (changed.length > 0) this.run.log.message("info", `${cause}: new code of ${names} (${time} ms)`);
    const isSame = errors.length > 0 && errors.every((error) => this.errors.includes(error));
    if (isSame) this.run.log.message("error", `${cause}: the same errors as before.`);
    else if (errors.length > 0) this.run.log.message("error", `${cause}: the old code goes on.`, errors.join("\n\n"));
    if (errors.length > 0 || files.size > 0) this.errors = errors;
  }

  private watchAll(): void {
    const { files, folders } = this.sources.watched;
    const own = [this.manifest, ...(this.valuesFile === undefined ? [] : [this.valuesFile])];
    this.watcher.watch(
      {
        files: [...own, ...files, ...this.builds.files, join(this.options.root, "node_modules/.package-lock.json")],
        folders: [...folders, ...this.copied],
      },
      this.since,
    );
  }

  // A Python function without a folder of its own is a copy of the project, apart from what is generated.
  private isCopied(path: string): boolean {
    const { root } = this.options;
    if (path === this.dir || path.startsWith(this.dir + sep)) return false;
    const inside = relative(root, path).split(sep);
    const isGenerated = inside.some((name) => name === "node_modules" || name === "__pycache__" || /^\../.test(name));
    return this.copied.some(
      (copy) => path === copy || (path.startsWith(copy + sep) && !(copy === root && isGenerated)),
    );
  }

  /** The files and folders of the project that the synthesis copied. */
  private foldersCopied(): readonly string[] {
    try {
      const copies = readStacks(this.dir).flatMap(({ folder }) => copiedFolders(folder));
      return copies.map(({ source }) => resolve(this.options.root, source));
    } catch {
      // The output was deleted, or it is being written.
      return this.copied;
    }
  }

  private named(paths: Iterable<string>): string {
    const [first = "", ...more] = [...paths].map((path) => relative(process.cwd(), path));
    return more.length === 0 ? first : `${first} and ${more.length} more`;
  }
}
