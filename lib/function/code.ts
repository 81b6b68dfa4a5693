import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { Lazy, type TerraformElement, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type Asset, Assets, assetsFolder } from "../app/assets";
import type { BundleOptions, BundleRequest, Wrapper } from "../bundle/bundle";
import type { ManifestFunction } from "../bundle/manifest";
import { validateEsbuildOptions } from "../bundle/options";
import { BundleError, type HandlerSource, locateHandler, posixRelative, projectRoot } from "../bundle/sources";
import { quoted, ValidationError } from "../core/validation-error";
import type { FunctionArgs, FunctionNodejs } from "./function-args";

/** Where a function's code comes from: source to bundle, or an absolute path of a ready directory. */
export interface CodeSource {
  /** The handler's name in the deployed code. */
  readonly handler: string;
  readonly bundled?: BundledSource;
  readonly directory?: string;
}

/** Finds a function's code, which is bundled or copied at synthesis. */
export function locateCode(scope: Construct, args: FunctionArgs, runtime: string): CodeSource {
  if (args.bundle !== undefined) return readyDirectory(scope, args, args.bundle, runtime);
  const options = bundleOptions(scope, runtime, args.nodejs ?? {});
  const { module } = internalsOf(args);
  const source = module === undefined ? locateSource(scope, args.handler) : libraryModuleSource(module);
  return { handler: `index.${source.exportName}`, bundled: { source, isOwn: module !== undefined, options } };
}

/** Has Terraform zip the function's code. */
export function createArchive(scope: Construct, { directory }: CodeSource): DataArchiveFile {
  // The folder is called after the archive's own id, because that of the function is only unique below the top of a
  // stack; and an id is known once its construct is made.
  const folder = Lazy.stringValue({ produce: () => archiveFolder(archive) });
  const archive: DataArchiveFile = new DataArchiveFile(scope, "Archive", {
    type: "zip",
    sourceDir: folder,
    outputPath: `${folder}.zip`,
    // A fixed mode, or else the umask of the machine would change the hash. A runtime's `bootstrap` has to be executable.
    outputFileMode: directory === undefined ? "0644" : "0755",
  });
  return archive;
}

/** Has the code written beside the stack. Returns the source, where it is bundled. */
export function addAsset(
  scope: Construct,
  { bundled, directory }: CodeSource,
  archive: DataArchiveFile,
  fn: TerraformElement,
): BundledCode | undefined {
  const folder = archiveFolder(archive);
  if (bundled)
    return new BundledCode(scope, bundled, { folder, address: `aws_lambda_function.${fn.friendlyUniqueId}` });
  Assets.of(scope).add({ scope, folder, directory });
  return undefined;
}

/** Folder that an archive zips, relative to the stack's. */
export function archiveFolder(archive: DataArchiveFile): string {
  const id = TerraformStack.of(archive).getLogicalId(archive);
  return `${assetsFolder}/${id.replace(/_Archive(?=_[0-9A-F]{8}$)/, "")}`;
}

// Relative to what the bundles are made in, which no symbolic link leads to.
function libraryModuleSource(module: string): HandlerSource {
  const entry = runtimeFile(module);
  return { entry, relative: posixRelative(realpathSync(projectRoot()), entry), exportName: "handler" };
}

function bundleOptions(scope: Construct, runtime: string, nodejs: FunctionNodejs): BundleOptions {
  const target = nodeTarget(runtime);
  if (target === undefined)
    throw new ValidationError(
      scope,
      `"bundle" is needed for the runtime ${quoted(runtime)}: only source for Node.js is bundled. Build the function yourself and give the directory as "bundle".`,
    );
  const problem = nodejs.esbuild && validateEsbuildOptions(nodejs.esbuild);
  if (problem !== undefined) throw new ValidationError(scope, problem.replace(/^"/, '"nodejs.esbuild.'));
  const { format = "esm", minify = true, sourcemap = false, esbuild } = nodejs;
  if (format !== "esm" && format !== "cjs")
    throw new ValidationError(
      scope,
      `"nodejs.format" has to be "esm" or "cjs"; got ${quoted(format)}. Choose one of them.`,
    );
  return { format, minify, sourcemap, target, ...(esbuild && { esbuild }) };
}

function locateSource(scope: Construct, handler: string): HandlerSource {
  try {
    return locateHandler(projectRoot(), handler);
  } catch (error) {
    if (error instanceof BundleError) throw new ValidationError(scope, error.message);
    throw error;
  }
}

function readyDirectory(scope: Construct, args: FunctionArgs, bundle: string, runtime: string): CodeSource {
  const { handler } = args;
  if (args.nodejs !== undefined)
    throw new ValidationError(
      scope,
      `"nodejs" can't be set together with "bundle", whose files are deployed as they are; got ${quoted(args.nodejs)}. Leave one of them out.`,
    );
  const directory = isAbsolute(bundle) ? bundle : join(projectRoot(), bundle);
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new ValidationError(
      scope,
      `"bundle" has to be a directory with the function's code; got ${quoted(bundle)}, which is none. Build it before synthesis, or leave "bundle" out to have the source bundled.`,
    );
  const file = handler.slice(0, handler.lastIndexOf("."));
  const found = readdirSync(directory, { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
  if (nodeTarget(runtime) && !["mjs", "js", "cjs"].some((ending) => found.includes(`${file}.${ending}`)))
    throw new ValidationError(
      scope,
      `"handler" has to name a file inside "bundle": there is no ${file}.mjs, ${file}.js or ${file}.cjs in ${quoted(bundle)} for ${quoted(handler)}. Name the file without its ending, a dot, and the export.`,
    );
  return { handler, directory };
}

/** Source that is bundled at synthesis. */
export interface BundledSource {
  readonly source: HandlerSource;
  /** Whether the source is a module of this library, which is found again by its name. */
  readonly isOwn: boolean;
  readonly options: BundleOptions;
}

/** Where a bundle goes. */
interface BundleDestination {
  /** Folder that is zipped, relative to the stack's. */
  readonly folder: string;
  /** Terraform address of the function. */
  readonly address: string;
}

/** The source of a function. Until it is bundled, at synthesis, a function of the library can be put around it. */
export class BundledCode implements Asset {
  private around: Wrapper | undefined;
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
    return this.around;
  }

  public wrap(wrapper: Wrapper): void {
    this.around = wrapper;
    Assets.of(this.scope).renew(this);
  }

  /** Has the bundle made from the sources alone, because the function decides who gets in. */
  public protect(): void {
    this.decidesAccess = true;
    Assets.of(this.scope).renew(this);
  }

  public get request(): BundleRequest {
    const { source, options, isOwn } = this.bundled;
    const [, ...path] = this.scope.node.path.split("/");
    const decidesAccess = this.decidesAccess || isOwn;
    return { id: this.scope.node.path, owner: path.join("/"), source, options, wrapper: this.around, decidesAccess };
  }

  public get manifest(): ManifestFunction {
    const { source, isOwn, options } = this.bundled;
    const { address, folder } = this.destination;
    return {
      address,
      folder,
      ...(isOwn ? { module: source.entry } : { handler: source.relative }),
      export: source.exportName,
      options,
      wrapper: this.around,
    };
  }
}

const internalsKey = Symbol.for("cdktf-apigateway-websocket/functionInternals");

/** What the library itself asks of a function, beside the arguments that users give. */
export interface FunctionInternals {
  /** A module of lib/runtime that is the function's source. It exports a `handler`. */
  readonly module?: string;
  /** Environment variables that `auth` rests on: whatever changes them later is an error. */
  readonly variables?: Readonly<Record<string, string>>;
}

type InternalArgs = FunctionArgs & { readonly [internalsKey]?: FunctionInternals };

export function withInternals(args: FunctionArgs, internals: FunctionInternals): FunctionArgs {
  const internal: InternalArgs = { ...args, [internalsKey]: internals };
  return internal;
}

export function internalsOf(args: InternalArgs): FunctionInternals {
  return args[internalsKey] ?? {};
}

/** Arguments of a function whose source is a module of lib/runtime. */
export function libraryFunctionArgs(
  module: string,
  args: Omit<FunctionArgs, "handler" | "bundle" | "nodejs">,
  variables: FunctionInternals["variables"],
): FunctionArgs {
  return withInternals({ ...args, handler: `${module}.handler` }, { module, variables });
}

// The sources in the repository; in the package their builds as ECMAScript modules, of which a bundle takes what it
// uses. Either way esbuild gives
// the same code, but for short names.
const runtimeFileEndings = [".ts", ".mjs"];

/** Absolute path of a module of lib/runtime, such as "resource", for a bundle to import. */
export function runtimeFile(name: string): string {
  const path = join(__dirname, "../runtime", name);
  const ending = runtimeFileEndings.find((candidate) => existsSync(path + candidate));
  if (ending === undefined) throw new RangeError(`There is no module "${name}" in ${join(__dirname, "../runtime")}.`);
  return path + ending;
}

/** esbuild's target for a Node.js runtime: "nodejs24.x" reads "node24". */
function nodeTarget(runtime: string): string | undefined {
  const version = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  return version && `node${version}`;
}
