import { rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type App, type ISynthesisSession, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { type BundledFile, type BundleRequest, bundleAll } from "../bundle/bundle";
import { BundleError } from "../bundle/bundle-error";
import { type ManifestFunction, renderManifest } from "../bundle/manifest";
import { projectRoot } from "../bundle/project-root";
import { stageDirectory, stageFiles } from "../bundle/stage";
import { type Contributor, Synthesis } from "../core/synthesis";
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

// On the root itself, where a second copy of this package finds it.
const key = Symbol.for("cdktf-apigateway-websocket/assets");

/**
 * The code of all functions of an app. The first stack that is synthesized bundles for all of them, in memory, so that
 * esbuild starts once and bad source is known before any file is written; each stack then writes its own.
 */
export class Assets implements Contributor {
  public static of(scope: IConstruct): Assets {
    const root = scope.node.root as IConstruct & { [key]?: Assets };
    const assets = root[key] ?? new Assets(root);
    if (root[key] === undefined) Object.defineProperty(root, key, { value: assets });
    return assets;
  }

  public readonly folder = assetsFolder;
  private readonly assets = new Map<TerraformStack, Asset[]>();
  private readonly bundles = new Map<Asset, readonly BundledFile[]>();

  private constructor(private readonly root: IConstruct) {
    Synthesis.of(root).contribute(this);
  }

  public add(asset: Asset): void {
    const stack = TerraformStack.of(asset.scope);
    this.assets.set(stack, [...(this.assets.get(stack) ?? []), asset]);
  }

  /** Bundles what is not bundled yet and still to be written, in one go. */
  public prepare(isWritten: (stack: TerraformStack) => boolean): void {
    const open = [...this.assets].flatMap(([stack, assets]) => (isWritten(stack) ? [] : assets));
    const missing = open.filter((asset) => asset.request && !this.bundles.has(asset));
    if (missing.length === 0) return;
    const { files, warnings } = reported(missing, (requests) => bundleAll(requests, projectRoot()));
    for (const asset of missing) this.bundles.set(asset, files.get(asset.request?.id ?? "") ?? []);
    for (const text of warnings) warn(TerraformStack.of((missing[0] as Asset).scope), text);
  }

  public write(stack: TerraformStack, stackFolder: string): void {
    const assets = this.assets.get(stack) ?? [];
    const folder = join(stackFolder, assetsFolder);
    if (assets.length > 0) stageFiles(folder, [{ path: "manifest.json", contents: manifestOf(assets) }]);
    else rmSync(folder, { recursive: true, force: true });
    for (const asset of assets) {
      const target = join(stackFolder, asset.folder);
      if (asset.directory) reported([asset], () => stageDirectory(asset.directory as string, target));
      else stageFiles(target, this.bundles.get(asset) ?? []);
      this.bundles.delete(asset);
    }
  }

  public finish(session: ISynthesisSession): void {
    if (isAppsOwn(this.root, session)) writeTypes(this.root, projectRoot());
  }
}

function manifestOf(assets: readonly Asset[]): Uint8Array {
  return Buffer.from(renderManifest(assets.flatMap(({ manifest }) => (manifest ? [manifest] : []))));
}

// A test synthesizes into a folder of its own, or by cdktf's `Testing`: it must not touch the project.
function isAppsOwn(root: IConstruct, session: ISynthesisSession): boolean {
  const { outdir } = root as Partial<App>;
  if (process.env.JEST_WORKER_ID || process.env.VITEST_WORKER_ID || outdir === undefined) return false;
  const inside = !/^\.\.([\\/]|$)/.test(relative(projectRoot(), resolve(outdir)));
  return inside && session.outdir === outdir && root.node.tryGetContext("cdktfVersion") !== "stubbed";
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
