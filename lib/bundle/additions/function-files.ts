import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DirectoryFile } from "../directory";
import { bundleEntryPoint } from "../entry-point";
import { Installer } from "../install/install";
import type { InstalledStore } from "../install/installed-store";
import { type BundledFile, type BundleRequest, isProtected } from "../request";
import { BundleError } from "../sources";
import type { Additions } from "./additions";
import { copiedFiles } from "./copied-files";
import { runPostbuild } from "./postbuild";

interface AdditionContext {
  /** The project's root. */
  readonly root: string;
  /** Absolute paths that a synthesis writes to. */
  readonly outputs: readonly string[];
  /** Installations of earlier syntheses. */
  readonly installed: InstalledStore | undefined;
}

/** Files of a function, and warnings about it. */
interface FilesAndWarnings {
  readonly files: readonly BundledFile[];
  readonly warnings: readonly string[];
}

/** Adds to bundles what functions contain beside them. */
export class FunctionFiles {
  private readonly installer: Installer;

  constructor(private readonly context: AdditionContext) {
    this.installer = new Installer(context.root, context.installed);
  }

  /** @throws BundleError that names the request's owner */
  public complete(request: BundleRequest, bundle: FilesAndWarnings): FilesAndWarnings {
    const { additions, owner } = request;
    if (additions === undefined) return bundle;
    try {
      return this.completed(request, additions, bundle);
    } catch (error) {
      if (error instanceof BundleError) throw new BundleError([owner], `${owner}:\n${error.message}`);
      throw error;
    }
  }

  private completed(request: BundleRequest, additions: Additions, bundle: FilesAndWarnings): FilesAndWarnings {
    const { root, outputs } = this.context;
    const { install, copyFiles = [], postbuild } = additions;
    const code = dirname(resolve(root, request.source.relative));
    const installed = install && this.installer.install(install, code, isProtected(request));
    const own = [...bundle.files, ...(installed?.files ?? [])];
    const context = { root, outputs, entryPoint: bundleEntryPoint };
    const files = [...own, ...copiedFiles(copyFiles, context, own).map(toBundledFile)];
    const complete =
      postbuild === undefined ? files : runPostbuild(postbuild, files, bundle.files, isProtected(request));
    return { files: complete, warnings: [...bundle.warnings, ...(installed?.warnings ?? [])] };
  }
}

function toBundledFile({ path, from, size }: DirectoryFile): BundledFile {
  return {
    path,
    size,
    get contents() {
      return readFileSync(from);
    },
  };
}
