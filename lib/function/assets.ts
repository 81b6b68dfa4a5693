import { rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type App, type ISynthesisSession, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { type BundledFile, type BundleRequest, bundleAll } from "../bundle/bundle";
import { BundleError } from "../bundle/bundle-error";
import { type ManifestFunction, renderManifest } from "../bundle/manifest";
import { projectRoot } from "../bundle/project-root";
import { stageDirectory, stageFiles } from "../bundle/stage";
import { judge } from "../core/judge";
import { ValidationError } from "../core/validation-error";
import { warn } from "../core/warning";
import { writeTypes } from "../link/types-file";

/** Folder of all functions of a stack, inside the stack's own. */
export const assetsFolder = "functions";

/** What one function's zip is made of. */
export interface Asset {
  /** The function, for messages. */
  readonly scope: Construct;
  /** Folder that is zipped, relative to the stack's. */
  readonly folder: string;
  /** Source to bundle… */
  readonly request?: BundleRequest;
  /** …or an absolute path of a ready directory. */
  readonly directory?: string;
  readonly manifest?: ManifestFunction;
}

// On the root itself, where a second copy of this package finds it: two would each empty the folder of the other.
const key = Symbol.for("cdktf-apigateway-websocket/assets");

/**
 * The code of all functions of an app. The first stack that is synthesized bundles for all of them, in memory, so that
 * esbuild starts once and bad source is known before any file is written; each stack then writes its own.
 */
export class Assets {
  public static of(scope: IConstruct): Assets {
    const root = scope.node.root as IConstruct & { [key]?: Assets };
    const assets = root[key] ?? new Assets();
    if (root[key] === undefined) Object.defineProperty(root, key, { value: assets });
    return assets;
  }

  private readonly assets = new Map<TerraformStack, Asset[]>();
  private readonly bundles = new Map<Asset, readonly BundledFile[]>();
  private session: ISynthesisSession | undefined;
  private written: { readonly stack: TerraformStack; readonly files: readonly string[] }[] = [];
  private synthesizing = false;

  public add(asset: Asset): void {
    const stack = TerraformStack.of(asset.scope);
    const assets = this.assets.get(stack) ?? this.watched(stack);
    assets.push(asset);
  }

  private watched(stack: TerraformStack): Asset[] {
    const assets: Asset[] = [];
    this.assets.set(stack, assets);
    const inner = stack.synthesizer;
    stack.synthesizer = { synthesize: (session) => this.synthesize(stack, session, () => inner.synthesize(session)) };
    // Aspects run after the first bundling and may add functions; theirs is the last moment before the stack is written.
    judge(stack, () => this.synthesizing && this.bundle());
    return assets;
  }

  private synthesize(stack: TerraformStack, session: ISynthesisSession, inner: () => void): void {
    const { workingDirectory, synthesizedStackPath } = session.manifest.forStack(stack);
    const folder = join(session.outdir, workingDirectory);
    if (this.session !== session) this.written = [];
    this.session = session;
    this.synthesizing = true;
    try {
      this.bundle();
      inner();
      this.written.push({ stack, files: [join(session.outdir, synthesizedStackPath), join(folder, assetsFolder)] });
      this.write(stack, join(folder, assetsFolder));
      if (isAppsOwn(stack, session)) writeTypes(stack, projectRoot());
    } catch (error) {
      this.takeBack(folder);
      throw error;
    } finally {
      this.synthesizing = false;
    }
  }

  /** Bundles what is not bundled yet and still to be written, in one go. */
  private bundle(): void {
    const done = new Set(this.written.map(({ stack }) => stack));
    const open = [...this.assets].flatMap(([stack, assets]) => (done.has(stack) ? [] : assets));
    const missing = open.filter((asset) => asset.request && !this.bundles.has(asset));
    if (missing.length === 0) return;
    const { files, warnings } = reported(missing, (requests) => bundleAll(requests, projectRoot()));
    for (const asset of missing) this.bundles.set(asset, files.get(asset.request?.id ?? "") ?? []);
    for (const text of warnings) warn(TerraformStack.of((missing[0] as Asset).scope), text);
  }

  private write(stack: TerraformStack, folder: string): void {
    const assets = this.assets.get(stack) ?? [];
    stageFiles(folder, []);
    for (const asset of assets) {
      const target = join(folder, "..", asset.folder);
      if (asset.directory) reported([asset], () => stageDirectory(asset.directory as string, target));
      else stageFiles(target, this.bundles.get(asset) ?? []);
      this.bundles.delete(asset);
    }
    const functions = assets.flatMap(({ manifest }) => (manifest ? [manifest] : []));
    writeFileSync(join(folder, "manifest.json"), renderManifest(functions), { mode: 0o644 });
  }

  // A stack that is left without one it refers to, or without its code, would deploy halves. Only what synthesis wrote
  // is removed: a local state file may lie in the same folder.
  private takeBack(current: string): void {
    for (const path of this.written.flatMap(({ files }) => files)) rmSync(path, { recursive: true, force: true });
    this.written = [];
    this.bundles.clear();
    try {
      rmdirSync(current);
    } catch {
      // Not empty, or never made: both are as they should be.
    }
  }
}

// A test synthesizes into a folder of its own, or by cdktf's `Testing`: it must not touch the project.
function isAppsOwn(stack: TerraformStack, session: ISynthesisSession): boolean {
  const { outdir } = stack.node.root as Partial<App>;
  const inside = outdir !== undefined && !relative(projectRoot(), resolve(outdir)).startsWith("..");
  return inside && session.outdir === outdir && stack.node.tryGetContext("cdktfVersion") !== "stubbed";
}

function reported<T>(assets: readonly Asset[], work: (requests: readonly BundleRequest[]) => T): T {
  try {
    return work(assets.flatMap(({ request }) => (request ? [request] : [])));
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const owner = assets.find(({ request }) => request && error.owners.includes(request.owner)) ?? (assets[0] as Asset);
    throw new ValidationError(owner.scope, error.message);
  }
}
