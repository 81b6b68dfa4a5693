import { resolve } from "node:path";
import type { BundleRequest } from "../../bundle/bundle";
import { renderNotices } from "../../bundle/esbuild";
import { IncrementalBundle } from "../../bundle/incremental-bundle";
import { type BundledFile, requestKey } from "../../bundle/request";
import { bundleRequest } from "../bundle-request";
import type { LocalFunction } from "../local-function";

/** The bundle of one handler, and the functions that run it. */
interface HandlerBuild {
  readonly request: BundleRequest;
  readonly bundle: IncrementalBundle;
  arns: readonly string[];
  /** Absolute paths of the files that the bundle was made from. */
  inputs: ReadonlySet<string>;
  /** Paths at which missing imports are searched for. */
  missing: readonly string[];
  isBuilt: boolean;
  isSaved: boolean;
}

/** What a build of several handlers resulted in. */
export interface BuildResult {
  /** The files of functions, by ARN. */
  readonly files: ReadonlyMap<string, readonly BundledFile[]>;
  /** In esbuild's format. Each error appears once, below the handlers that it concerns. */
  readonly errors: readonly string[];
}

/** How many handlers esbuild keeps in memory: those that were built last. */
const mostInMemory = 16;

/** Builds the handlers of an app again when their sources change, with the options of the synthesis. */
export class HandlerBuilds {
  private builds: ReadonlyMap<string, HandlerBuild> = new Map();
  private readonly recent: HandlerBuild[] = [];
  /** The ARNs of functions with a hook, which only a synthesis can call. */
  private hooked: ReadonlySet<string> = new Set();

  /** `root` is the project's folder without symbolic links. */
  constructor(private readonly root: string) {}

  /** Replaces the functions. Handlers that are still used keep what is known of them. */
  public use(functions: readonly LocalFunction[]): void {
    const found = new Map<string, HandlerBuild>();
    for (const { arn, source } of functions) {
      const request = source && bundleRequest(source, this.root);
      if (request === undefined) continue;
      const key = requestKey(request);
      const same = found.get(key);
      if (same) same.arns = [...same.arns, arn];
      else found.set(key, Object.assign(this.builds.get(key) ?? this.create(request), { arns: [arn] }));
    }
    for (const [key, { bundle }] of this.builds) if (!found.has(key)) void bundle.dispose();
    this.builds = found;
    this.hooked = new Set(functions.flatMap(({ arn, source }) => (source?.hasPostbuild === true ? [arn] : [])));
  }

  /** Those of these files on which functions depend that need a synthesis, which calls their hooks. */
  public hookedAmong(paths: Iterable<string>): readonly string[] {
    const builds = [...this.builds.values()].filter(({ arns }) => arns.some((arn) => this.hooked.has(arn)));
    return onlyOf(paths, builds);
  }

  /** Those of these files on which a handler depends. */
  public among(paths: Iterable<string>): readonly string[] {
    return onlyOf(paths, this.builds.values());
  }

  /** The files whose changes concern a handler. */
  public get files(): readonly string[] {
    return filesOf(this.builds.values());
  }

  /** Builds the handlers that depend on one of these files. */
  public save(paths: ReadonlySet<string>): Promise<BuildResult> {
    const saved = this.dependingOn(paths);
    for (const build of saved) build.isSaved = true;
    return this.build(saved);
  }

  /** Builds again what was built after a save, because another synthesis may have read older sources. */
  public buildSaved(): Promise<BuildResult> {
    return this.build([...this.builds.values()].filter(({ isSaved }) => isSaved));
  }

  /** Builds what was never built, which shows the files that it depends on. */
  public buildNew(): Promise<BuildResult> {
    return this.build([...this.builds.values()].filter(({ isBuilt }) => !isBuilt));
  }

  public async close(): Promise<void> {
    for (const { bundle } of this.builds.values()) await bundle.dispose();
  }

  private dependingOn(paths: ReadonlySet<string>): readonly HandlerBuild[] {
    return [...this.builds.values()].filter((build) => filesOf([build]).some((path) => paths.has(path)));
  }

  private create(request: BundleRequest): HandlerBuild {
    const inputs = new Set([resolve(this.root, request.source.relative)]);
    const bundle = new IncrementalBundle(request, this.root);
    return { request, bundle, arns: [], inputs, missing: [], isBuilt: false, isSaved: false };
  }

  private async build(builds: readonly HandlerBuild[]): Promise<BuildResult> {
    const files = new Map<string, readonly BundledFile[]>();
    const errors: { readonly owner: string; readonly text: string }[] = [];
    for (const build of builds) {
      const rebuilt = await build.bundle.build();
      build.isBuilt = true;
      build.missing = rebuilt.missing;
      // A file with an error was an input before, or it is the handler itself.
      if (rebuilt.inputs) build.inputs = rebuilt.inputs;
      for (const text of rebuilt.errors) errors.push({ owner: build.request.owner, text });
      const arns = rebuilt.errors.length === 0 ? build.arns.filter((arn) => !this.hooked.has(arn)) : [];
      for (const arn of arns) files.set(arn, rebuilt.files);
      this.limitMemory(build);
    }
    return { files, errors: renderNotices(errors) };
  }

  private limitMemory(latest: HandlerBuild): void {
    const position = this.recent.indexOf(latest);
    if (position >= 0) this.recent.splice(position, 1);
    this.recent.push(latest);
    if (this.recent.length > mostInMemory) void this.recent.shift()?.bundle.dispose();
  }
}

/** The files whose changes concern these handlers. */
function filesOf(builds: Iterable<HandlerBuild>): readonly string[] {
  return [...builds].flatMap(({ inputs, missing }) => [...inputs, ...missing]);
}

function onlyOf(paths: Iterable<string>, builds: Iterable<HandlerBuild>): readonly string[] {
  const files = new Set(filesOf(builds));
  return [...paths].filter((path) => files.has(path));
}
