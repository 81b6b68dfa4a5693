import { existsSync, readdirSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { BundleOptions } from "../bundle/bundle";
import { BundleError } from "../bundle/bundle-error";
import { type HandlerSource, locateHandler } from "../bundle/handler";
import { validateEsbuildOptions } from "../bundle/options";
import { projectRoot } from "../bundle/project-root";
import { quoted, ValidationError } from "../core/validation-error";
import { Assets, assetsFolder } from "./assets";
import { BundledCode } from "./bundled-code";
import type { FunctionArgs, FunctionNodejs } from "./function-args";
import { ownModule, ownSource } from "./own-module";
import { nodeTarget } from "./runtimes";

/** The zip of a function, and the handler's name inside it. */
export interface Code {
  readonly archive: DataArchiveFile;
  readonly handler: string;
  /** The source; undefined where the code was built elsewhere. */
  readonly bundled?: BundledCode;
}

/** Has the function's code bundled, or its directory copied, at synthesis, and zipped by Terraform. */
export function functionCode(scope: Construct, args: FunctionArgs, runtime: string, address: () => string): Code {
  const archive = new DataArchiveFile(scope, "Archive", {
    type: "zip",
    outputPath: "",
    // A fixed mode, or else the umask of the machine would change the hash. A runtime's `bootstrap` has to be executable.
    outputFileMode: args.bundle === undefined ? "0644" : "0755",
  });
  // The archive's own id, because that of the function is only unique below the top of a stack.
  const id = TerraformStack.of(scope)
    .getLogicalId(archive)
    .replace(/_Archive(?=_[0-9A-F]{8}$)/, "");
  const folder = `${assetsFolder}/${id}`;
  archive.sourceDir = folder;
  archive.outputPath = `${folder}.zip`;
  if (args.bundle !== undefined) return { archive, handler: readyCode(scope, args, args.bundle, runtime, folder) };
  const bundled = bundledCode(scope, args, runtime, folder, address);
  return { archive, handler: `index.${bundled.request.source.exportName}`, bundled };
}

function bundledCode(scope: Construct, args: FunctionArgs, runtime: string, folder: string, address: () => string) {
  const options = bundleOptions(scope, runtime, args.nodejs ?? {});
  const module = ownModule(args);
  const source = module === undefined ? located(scope, args.handler) : ownSource(module);
  return new BundledCode(scope, folder, { source, isOwn: module !== undefined, options, address });
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

function located(scope: Construct, handler: string): HandlerSource {
  try {
    return locateHandler(projectRoot(), handler);
  } catch (error) {
    if (error instanceof BundleError) throw new ValidationError(scope, error.message);
    throw error;
  }
}

function readyCode(scope: Construct, args: FunctionArgs, bundle: string, runtime: string, folder: string): string {
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
  Assets.of(scope).add({ scope, folder, directory });
  return handler;
}
