import { rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type App, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { FileCopy } from "../bundle/additions/additions";
import { copiedFiles } from "../bundle/additions/copied-files";
import { type BundledFile, type BundleRequest, bundleAll } from "../bundle/bundle";
import { type ManifestFunction, renderManifest } from "../bundle/manifest";
import { BundleError, projectRoot } from "../bundle/sources";
import { filesUnder, stageDirectory, stageFiles } from "../bundle/stage";
import { appState, type StateEntry } from "../core/app-state";
import { ValidationError, warn } from "../core/validation-error";
import { type Contributor, Synthesis } from "./synthesis";

/** Name of the folder with the functions of a stack, inside the stack's folder. */
export const assetsFolder = "functions";

/** The code of one function, which Terraform zips. */
export interface Asset {
  /** The function that messages name. */
  readonly scope: Construct;
  /** The folder that Terraform zips, relative to the stack's folder. */
  readonly folder: string;
  /** The source to bundle; undefined if `directory` is set. */
  readonly request?: BundleRequest;
  /** Absolute path of a directory with built code. */
  readonly directory?: string;
  /** Files that are copied into that directory. */
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
    this.ready = false;
  }

  /** Bundles all assets that are neither bundled nor written, in one call. */
  public prepare(isWritten: (stack: TerraformStack) => boolean): void {
    // Called for each function of a stack, because an aspect may have added the function.
    if (this.ready) return;
    const unwritten = [...this.assets].flatMap(([stack, assets]) => (isWritten(stack) ? [] : assets));
    const missing = unwritten.filter((asset) => !this.bundles.has(asset));
    const bundled = missing.filter(({ request }) => request);
    if (bundled.length > 0) this.bundle(bundled);
    for (const asset of missing) if (asset.directory && asset.copyFiles) this.copy(asset, asset.directory);
    this.ready = true;
  }

  private bundle(missing: readonly Asset[]): void {
    const cache = !["false", false].includes(this.root.node.tryGetContext("bundleCache"));
    const settings = { cache, outputs: this.outputs() };
    const { files, warnings } = reportForOwner(missing, (requests) => bundleAll(requests, projectRoot(), settings));
    for (const asset of missing) this.bundles.set(asset, files.get(asset.request?.id ?? "") ?? []);
    for (const text of warnings) warn(TerraformStack.of((missing[0] as Asset).scope), text);
  }

  /** Finds the files that are copied into a ready directory. */
  private copy(asset: Asset, directory: string): void {
    const outputs = this.outputs().map((path) => resolve(path));
    const copied = reportForOwner([asset], () => {
      const own = filesUnder(directory, outputs).map((path) => ({ path, contents: new Uint8Array() }));
      return copiedFiles(asset.copyFiles ?? [], { root: projectRoot(), outputs }, own);
    });
    this.bundles.set(asset, copied);
  }

  /** Returns the paths that synthesis writes to. */
  private outputs(): readonly string[] {
    const { outdir = "cdktf.out" } = this.root as Partial<App>;
    return [resolve(outdir), ...Synthesis.of(this.root).projectFiles];
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
      const files = this.bundles.get(asset) ?? [];
      if (asset.directory) reportForOwner([asset], () => stageDirectory(asset.directory as string, target, files));
      else stageFiles(target, files, { mode: asset.request?.additions && 0o755 });
      this.bundles.delete(asset);
      this.ready = false;
    }
  }
}

function renderAssetManifest(assets: readonly Asset[]): Uint8Array {
  return Buffer.from(renderManifest(assets.flatMap(({ manifest }) => (manifest ? [manifest] : []))));
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
