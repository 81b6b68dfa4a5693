import { rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type App, type ISynthesisSession, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { FileCopy } from "../bundle/additions/additions";
import { copiedFiles } from "../bundle/additions/copied-files";
import { type BundledFile, type BundleRequest, bundleAll } from "../bundle/bundle";
import { cacheFolder } from "../bundle/cache/cache";
import { type DirectoryFile, listDirectory } from "../bundle/directory";
import type { EntryPoint } from "../bundle/entry-point";
import { type ManifestFunction, renderManifest } from "../bundle/manifest";
import { type PackSettings, type PythonRequest, packPython } from "../bundle/python/pack";
import { PythonPackages } from "../bundle/python/packages";
import { BundleError, posixRelative, projectRoot } from "../bundle/sources";
import { stageCopies, stageFiles } from "../bundle/stage";
import { appState, type StateEntry } from "../core/app-state";
import { ValidationError, warn } from "../core/validation-error";
import { type CodeFile, requireCodeSize } from "./code-size";
import { type Contributor, Synthesis, stackFolder } from "./synthesis";

/** Name of the folder with the functions of a stack, inside the stack's folder. */
export const assetsFolder = "functions";

/** The code of one function, which Terraform zips. */
export interface Asset {
  /** The function that messages name. */
  readonly scope: Construct;
  /** The folder that Terraform zips, relative to the stack's folder. */
  readonly folder: string;
  /** The source to bundle; undefined if `python` or `directory` is set. */
  readonly request?: BundleRequest;
  /** The Python source to pack. */
  readonly python?: PythonRequest;
  /** Absolute path of a directory with built code. */
  readonly directory?: string;
  /** What the files depend on beside their source. An aspect may change it after the asset was bundled. */
  readonly platform?: string | undefined;
  /** What Lambda calls in what `python` or `directory` names. Undefined for runtimes that look under one name only. */
  readonly entryPoint?: EntryPoint | undefined;
  /** Files that are copied beside what `python` or `directory` names. */
  readonly copyFiles?: readonly FileCopy[];
  readonly manifest?: ManifestFunction;
}

const assetsOfApp: StateEntry<Assets> = { name: "assets", create: (root) => new Assets(root) };

/**
 * The code of all functions of an app. The synthesis of the first stack bundles all of it in memory: esbuild starts
 * once, and invalid source fails before any file is written. Each stack then writes its own functions.
 */
export class Assets implements Contributor {
  public static of(scope: IConstruct): Assets {
    return appState(scope, assetsOfApp);
  }

  public readonly folder = assetsFolder;
  private readonly assets = new Map<TerraformStack, Asset[]>();
  private readonly bundles = new Map<Asset, readonly BundledFile[]>();
  /** The files of assets with Python source or a directory. */
  private readonly listed = new Map<Asset, readonly DirectoryFile[]>();
  private readonly platforms = new Map<Asset, string | undefined>();
  private packages: PythonPackages | undefined;
  private ready = false;

  constructor(private readonly root: IConstruct) {
    Synthesis.of(root).contribute(this);
  }

  public add(asset: Asset): void {
    const stack = TerraformStack.of(asset.scope);
    const assets = this.assets.get(stack);
    if (assets) assets.push(asset);
    else this.assets.set(stack, [asset]);
    this.ready = false;
  }

  /** Discards the bundle of an asset whose request changed, so that it is bundled again. */
  public renew(asset: Asset): void {
    this.bundles.delete(asset);
    this.listed.delete(asset);
    this.ready = false;
  }

  /** Bundles all assets that are neither bundled nor written, in one call, and lists the files of the others. */
  public prepare(isWritten: (stack: TerraformStack) => boolean, session: ISynthesisSession): void {
    const unwritten = [...this.assets].flatMap(([stack, assets]) => (isWritten(stack) ? [] : assets));
    for (const asset of unwritten) this.checkPlatform(asset);
    // Called for each function of a stack, because an aspect may have added the function.
    if (this.ready) return;
    const missing = unwritten.filter((asset) => asset.request && !this.bundles.has(asset));
    if (missing.length > 0) this.bundle(missing);
    for (const asset of unwritten) if (!this.listed.has(asset)) this.list(asset, session);
    this.ready = true;
  }

  private checkPlatform(asset: Asset): void {
    const { platform } = asset;
    if (this.platforms.has(asset) && this.platforms.get(asset) !== platform) this.renew(asset);
    this.platforms.set(asset, platform);
  }

  private list(asset: Asset, session: ISynthesisSession): void {
    const { directory, python, scope } = asset;
    const output = join(stackFolder(TerraformStack.of(scope), session), asset.folder);
    if (directory !== undefined) this.keep(asset, "bundle", () => listDirectory(directory, [output]));
    if (python !== undefined) this.keep(asset, "handler", () => this.pack(asset, python, output));
  }

  private pack({ scope }: Asset, python: PythonRequest, output: string): readonly DirectoryFile[] {
    const { files, warnings } = packPython(python, { ...this.pythonSettings(), output });
    for (const text of warnings) warn(TerraformStack.of(scope), text);
    return files;
  }

  private keep(asset: Asset, argument: string, find: () => readonly DirectoryFile[]): void {
    const files = reportForOwner([asset], () => {
      const own = find();
      const context = { root: projectRoot(), outputs: this.outputs(), entryPoint: asset.entryPoint };
      return [...own, ...copiedFiles(asset.copyFiles ?? [], context, own)];
    });
    requireCodeSize(asset.scope, argument, files);
    this.listed.set(asset, files);
  }

  private pythonSettings(): Omit<PackSettings, "output"> {
    const project = projectRoot();
    this.packages ??= new PythonPackages(this.usesCache() ? cacheFolder(project) : undefined);
    return { project, packages: this.packages, outputs: this.outputs() };
  }

  private usesCache(): boolean {
    return !["false", false].includes(this.root.node.tryGetContext("bundleCache"));
  }

  private bundle(missing: readonly Asset[]): void {
    const settings = { cache: this.usesCache(), outputs: this.outputs() };
    const { files, warnings } = reportForOwner(missing, (requests) => bundleAll(requests, projectRoot(), settings));
    for (const asset of missing) {
      const own = files.get(asset.request?.id ?? "") ?? [];
      if (asset.request?.additions) requireCodeSize(asset.scope, "handler", own.map(withSize));
      this.bundles.set(asset, own);
    }
    for (const text of warnings) warn(TerraformStack.of((missing[0] as Asset).scope), text);
  }

  /** Returns the paths that synthesis writes to. */
  private outputs(): readonly string[] {
    const { outdir = "cdktf.out" } = this.root as Partial<App>;
    return [outdir, ...Synthesis.of(this.root).projectFiles].map((path) => resolve(path));
  }

  public write(stack: TerraformStack, stackFolder: string): void {
    const assets = this.assets.get(stack) ?? [];
    const folder = join(stackFolder, assetsFolder);
    const names = new Set(assets.map((asset) => basename(asset.folder)));
    if (assets.length > 0)
      stageFiles(folder, [{ path: "manifest.json", contents: renderAssetManifest(assets) }], { leave: names });
    else rmSync(folder, { recursive: true, force: true });
    for (const asset of assets) {
      const target = join(stackFolder, asset.folder);
      const listed = this.listed.get(asset);
      if (listed) stageCopies(target, listed);
      else stageFiles(target, this.bundles.get(asset) ?? [], { mode: asset.request?.additions && 0o755 });
      this.bundles.delete(asset);
      this.listed.delete(asset);
      this.ready = false;
    }
  }
}

// Contents are read only where they are the only source of the size: a copied file may be too large to read.
function withSize(file: BundledFile): CodeFile {
  return { path: file.path, size: file.size ?? file.contents.length };
}

function renderAssetManifest(assets: readonly Asset[]): Uint8Array {
  const folders = assets.flatMap(({ folder, directory, python, copyFiles = [], request }) => {
    const own = [directory, python?.source.root].flatMap((path) => path ?? []);
    const copied = [...copyFiles, ...(request?.additions?.copyFiles ?? [])].map(({ from }) =>
      join(projectRoot(), from),
    );
    return [...own, ...copied].map((path) => ({ folder, source: posixRelative(projectRoot(), path) }));
  });
  return Buffer.from(
    renderManifest(
      assets.flatMap(({ manifest }) => (manifest ? [manifest] : [])),
      folders,
    ),
  );
}

// Converts an error of the bundler into one that names the function.
function reportForOwner<T>(assets: readonly Asset[], work: (requests: readonly BundleRequest[]) => T): T {
  try {
    return work(assets.flatMap(({ request }) => (request ? [request] : [])));
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const owner = assets.find(({ request }) => request && error.owners.includes(request.owner)) ?? (assets[0] as Asset);
    throw new ValidationError(owner.scope, error.message);
  }
}
