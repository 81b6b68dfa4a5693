import { join, relative, sep } from "node:path";
import { programInputs } from "../../bundle/program-inputs";
import { tsconfigFiles } from "../../bundle/tsconfig-files";
import { type AppCommand, appSource } from "./app-command";
import type { WatchedPaths } from "./file-watcher";

/** Files of these types can be sources of an app, in any language of Terraform CDK. */
const source = /\.([cm]?[jt]sx?|json|py|go|java|kt|cs)$/;
/** Written by the synthesis itself, or by Terraform. */
const written = /^(cdktf-env\.d\.ts|.*\.tfstate(\..*)?)$/;

/** The files of an app: those that its source file imports, or else all sources of the project. */
export class AppSources {
  private paths: { readonly files: readonly string[]; readonly folders: readonly string[] } = {
    files: [],
    folders: [],
  };

  constructor(
    private readonly root: string,
    private readonly dir: string,
  ) {}

  public get watched(): WatchedPaths {
    return this.paths;
  }

  /** Finds the files. The app may have changed. */
  public async find(app: AppCommand | undefined): Promise<void> {
    const config = [join(this.root, "cdktf.json"), ...tsconfigFiles(join(this.root, "tsconfig.json"))];
    const first = app && appSource(app);
    if (first === undefined) {
      this.paths = { files: config, folders: app ? [this.root] : [] };
      return;
    }
    const { files, missing, isBroken } = await programInputs(first, this.root);
    // A broken program has at least the files that it had before.
    const known = isBroken ? this.paths.files : [];
    this.paths = { files: [...config, ...known, ...files, ...missing], folders: [] };
  }

  /** Those of these files whose changes change the app. */
  public among(paths: Iterable<string>): readonly string[] {
    const files = new Set(this.paths.files);
    const isAll = [...this.paths.folders].length > 0;
    return [...paths].filter((path) => files.has(path) || (isAll && !this.isIgnored(path)));
  }

  /** Whether a path of the project is no source of the app, if all sources are watched. */
  public isIgnored(path: string): boolean {
    const inside = relative(this.root, path);
    const parts = inside.split(sep);
    const [name = ""] = parts.slice(-1);
    if (path === this.dir || path.startsWith(this.dir + sep)) return true;
    if (parts.some((part) => part === "node_modules" || (part.startsWith(".") && part !== ".."))) return true;
    // A name with a dot that is no known source is a file of another type.
    return written.test(name) || (name.includes(".") && !source.test(name));
  }
}
