import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Lazy, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ensureArchiveProvider } from "../app/archive-provider";
import { type Asset, Assets, assetsFolder } from "../app/assets";
import type { BundleOptions, BundleRequest, Wrapper } from "../bundle/bundle";
import type { ManifestFunction } from "../bundle/manifest";
import { isPythonRuntime } from "../bundle/python/platform";
import type { PythonSource } from "../bundle/python/source";
import {
  BundleError,
  type HandlerSource,
  locateHandler,
  posixRelative,
  projectRoot,
  withSlashes,
} from "../bundle/sources";
import { quoted, ValidationError } from "../core/validation-error";
import { additionsOf, type GivenAdditions, givenAdditions } from "./additions";
import { bundleOptions } from "./bundle-options";
import { deployedBeside } from "./deployed-beside";
import { entryPointOf } from "./entry-point";
import type { FunctionArgs } from "./function-args";
import { internalsOf } from "./internals";
import { locatePythonSource, PythonCode } from "./python-code";
import { requirePlatform } from "./required-platform";
import { runtimeFile } from "./runtime-file";
import { lambdaRuntime, nodeTarget } from "./runtimes";

/** The code of a function: source to bundle, or the absolute path of a directory with built code. */
export interface CodeSource {
  /** The handler's name in the deployed code. */
  readonly handler: string;
  readonly bundled?: BundledSource;
  readonly python?: PythonSource;
  readonly directory?: string;
  readonly additions?: GivenAdditions;
}

/** Locates a function's code. Synthesis bundles or copies it later. */
export function locateCode(scope: Construct, args: FunctionArgs): CodeSource {
  const additions = givenAdditions(scope, args);
  if (args.bundle !== undefined) return { ...builtDirectory(scope, args, args.bundle), additions };
  if (isPythonRuntime(lambdaRuntime(args.runtime))) {
    const python = locatePythonSource(scope, args);
    return { handler: python.handler, python, additions };
  }
  const options = bundleOptions(scope, args);
  const { module } = internalsOf(args);
  const source = module === undefined ? locateSource(scope, args.handler) : libraryModuleSource(module);
  const bundled = { source, isOwn: module !== undefined, options, additions };
  return { handler: `index.${source.exportName}`, bundled, additions };
}

/** Creates the data source that zips the function's code. */
export function createArchive(scope: Construct, { bundled, additions }: CodeSource): DataArchiveFile {
  ensureArchiveProvider(scope);
  // The folder is named after the archive's Terraform id, because that of a function at the top of a stack has no hash
  // and need not be unique. `Lazy`, because the id exists only after the archive is created.
  const folder = Lazy.stringValue({ produce: () => archiveFolder(archive) });
  const archive: DataArchiveFile = new DataArchiveFile(scope, "Archive", {
    type: "zip",
    sourceDir: folder,
    outputPath: `${folder}.zip`,
    // A fixed mode, because the machine's umask would change the hash. The `bootstrap` of a runtime and programs of
    // packages must be executable.
    outputFileMode: bundled === undefined || additions !== undefined ? "0755" : "0644",
  });
  return archive;
}

/** Adds the code to the files that synthesis writes. Returns the code if it is made from source. */
export function addAsset(
  scope: Construct,
  { handler, bundled, python, directory, additions }: CodeSource,
  archive: DataArchiveFile,
  fn: LambdaFunction,
): { readonly bundled?: BundledCode; readonly python?: PythonCode } {
  const [folder, copyFiles] = [archiveFolder(archive), additions?.copyFiles];
  if (python || additions?.install) requirePlatform(scope, fn, python ? "handler" : "nodejs.install");
  if (bundled) return { bundled: new BundledCode(scope, bundled, { folder, fn }) };
  if (python) return { python: new PythonCode({ scope, folder, copyFiles }, python, fn) };
  Assets.of(scope).add({
    ...{ scope, folder, directory, copyFiles },
    // An aspect may change the runtime.
    get platform() {
      return fn.runtimeInput;
    },
    get entryPoint() {
      return entryPointOf(handler, fn.runtimeInput);
    },
  });
  return {};
}

/** Returns the folder that an archive zips, relative to the stack's folder. */
export function archiveFolder(archive: DataArchiveFile): string {
  const id = TerraformStack.of(archive).getLogicalId(archive);
  return `${assetsFolder}/${id.replace(/_Archive(?=_[0-9A-F]{8}$)/, "")}`;
}

// Relative to the real path of the project, in which esbuild runs.
function libraryModuleSource(module: string): HandlerSource {
  const entry = runtimeFile(module);
  return { entry, relative: posixRelative(realpathSync(projectRoot()), entry), exportName: "handler" };
}

function locateSource(scope: Construct, handler: string): HandlerSource {
  try {
    return locateHandler(projectRoot(), handler);
  } catch (error) {
    if (error instanceof BundleError) throw new ValidationError(scope, error.message);
    throw error;
  }
}

function builtDirectory(scope: Construct, args: FunctionArgs, bundle: string): CodeSource {
  const isNode = nodeTarget(lambdaRuntime(args.runtime)) !== undefined;
  const handler = isNode ? withSlashes(args.handler) : args.handler;
  if (args.nodejs !== undefined)
    throw new ValidationError(
      scope,
      `"nodejs" can't be set together with "bundle", whose files are deployed unchanged; got ${quoted(args.nodejs)}. Remove one of them.`,
    );
  const directory = isAbsolute(bundle) ? bundle : join(projectRoot(), bundle);
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new ValidationError(
      scope,
      `"bundle" has to be a directory with the function's code; got ${quoted(bundle)}, which is not a directory. Build it before synthesis, or remove "bundle" to bundle the source.`,
    );
  const file = handler.slice(0, handler.lastIndexOf("."));
  const found = readdirSync(directory, { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
  if (isNode && !["mjs", "js", "cjs"].some((ending) => found.includes(`${file}.${ending}`)))
    throw new ValidationError(
      scope,
      `"handler" has to name a file in "bundle"; got ${quoted(handler)}, but ${quoted(bundle)} contains no ${file}.mjs, ${file}.js or ${file}.cjs. Write the file without its extension, a dot and the export: "index.handler".`,
    );
  return { handler, directory };
}

/** Source that is bundled at synthesis. */
export interface BundledSource {
  readonly source: HandlerSource;
  /** Whether the source is a module of this library, which the manifest lists by its name. */
  readonly isOwn: boolean;
  readonly options: BundleOptions;
  readonly additions?: GivenAdditions;
}

/** The folder of a bundle and the function that runs it. */
interface BundleDestination {
  /** The folder that Terraform zips, relative to the stack's folder. */
  readonly folder: string;
  readonly fn: LambdaFunction;
}

/** The code of a function that is bundled. Until synthesis bundles it, a function of this library can wrap it. */
export class BundledCode implements Asset {
  private currentWrapper: Wrapper | undefined;
  private decidesAccess = false;

  constructor(
    public readonly scope: Construct,
    private readonly bundled: BundledSource,
    private readonly destination: BundleDestination,
  ) {
    Assets.of(scope).add(this);
  }

  public get folder(): string {
    return this.destination.folder;
  }

  public get isOwn(): boolean {
    return this.bundled.isOwn;
  }

  public get wrapper(): Wrapper | undefined {
    return this.currentWrapper;
  }

  public get platform(): string | undefined {
    return this.bundled.additions?.install && JSON.stringify(this.destination.fn.architecturesInput);
  }

  public wrap(wrapper: Wrapper): void {
    this.currentWrapper = wrapper;
    Assets.of(this.scope).renew(this);
  }

  /** Bundles the source without the cache, because the function decides about access. */
  public protect(): void {
    this.decidesAccess = true;
    Assets.of(this.scope).renew(this);
  }

  public get request(): BundleRequest {
    const { source, options, isOwn, additions } = this.bundled;
    const [, ...path] = this.scope.node.path.split("/");
    const decidesAccess = this.decidesAccess || isOwn;
    return {
      id: this.scope.node.path,
      owner: path.join("/"),
      source,
      options,
      wrapper: this.currentWrapper,
      decidesAccess,
      additions: additions && additionsOf(this.scope, additions, this.destination.fn),
      beside: deployedBeside(this.destination.fn),
    };
  }

  public get manifest(): ManifestFunction {
    const { source, isOwn, options, additions } = this.bundled;
    const { fn, folder } = this.destination;
    return {
      address: `aws_lambda_function.${fn.friendlyUniqueId}`,
      folder,
      ...(isOwn ? { module: source.entry } : { handler: source.relative }),
      export: source.exportName,
      options,
      wrapper: this.currentWrapper,
      install: additions?.install,
      copyFiles: additions?.copyFiles,
      hasPostbuild: additions?.postbuild && true,
    };
  }
}
