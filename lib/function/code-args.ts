/**
 * The code of a Lambda function.
 *
 * @example
 * ```ts
 * new aws.Function(this, "Chat", { handler: "src/default.handler", nodejs: { minify: false } });
 * ```
 */
export interface FunctionCodeArgs {
  /**
   * Path of the source file without its extension, a dot, and the name of the exported handler: `"src/chat.handler"`.
   * The path is relative to the nearest folder with a `cdktf.json`, else to the working directory. With `bundle`, it is
   * relative to that directory. Node.js handlers may also use backslashes, which are replaced by slashes.
   *
   * With a Python runtime, it is the path of the file without `.py`, a dot and the name of the function. The root of the
   * deployed code is the nearest folder above the file with a `requirements.txt` or a `pyproject.toml`, else the file's
   * own folder, and pip installs the packages that they require.
   */
  readonly handler: string;
  /**
   * Lambda runtime. The library bundles source for Node.js runtimes, and packs source for Python 3. Other runtimes need
   * `bundle`. `"go"` and `"rust"` are `"provided.al2023"`, which runs the program `bootstrap` of that directory.
   * Maps to `runtime` of `aws_lambda_function`.
   * @default "nodejs24.x"
   */
  readonly runtime?: string;
  /**
   * A directory with built code, which is deployed unchanged instead of bundling the source of `handler`. The path is
   * relative to the nearest folder with a `cdktf.json`, else to the working directory. It excludes `nodejs`.
   * @default - esbuild bundles the handler's source
   */
  readonly bundle?: string;
  /**
   * How Node.js source is bundled. It excludes `bundle`, whose files are deployed unchanged.
   * @default { minify: true, sourcemap: false, format: "esm" }
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", nodejs: { sourcemap: true } });
   * ```
   */
  readonly nodejs?: FunctionNodejs;
  /**
   * Files and folders that are deployed with the code, such as templates that it reads at run time. They can't replace
   * files of the code, nor be loaded in place of the handler. Symbolic links are replaced by their targets.
   * @default - none
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", copyFiles: [{ from: "package.json" }] });
   * ```
   */
  readonly copyFiles?: readonly FunctionCopyFile[];
  /**
   * Functions that synthesis calls. It excludes `bundle`, whose files are deployed unchanged.
   * @default - none
   * @example
   * ```ts
   * import { writeFileSync } from "node:fs";
   *
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   hook: { postbuild: (dir) => writeFileSync(`${dir}/release.txt`, "1.2.0") },
   * });
   * ```
   */
  readonly hook?: FunctionHook;
}

/** A loader of esbuild: how an imported file becomes a module. */
export type FunctionLoader =
  | "base64"
  | "binary"
  | "copy"
  | "css"
  | "dataurl"
  | "default"
  | "empty"
  | "file"
  | "js"
  | "json"
  | "jsx"
  | "local-css"
  | "text"
  | "ts"
  | "tsx";

/** How Node.js source is bundled. */
export interface FunctionNodejs {
  /**
   * Whether esbuild minifies the bundle.
   * @default true
   */
  readonly minify?: boolean;
  /**
   * Whether a source map is deployed with the bundle, and Node.js uses it for stack traces.
   * @default false
   */
  readonly sourcemap?: boolean;
  /**
   * Module format of the bundle. The source may have either format.
   * @default "esm"
   */
  readonly format?: "esm" | "cjs";
  /**
   * Code at the top of the bundle, after what the library adds there. To set up a library before it is imported, or to
   * add a licence. With `splitting`, every file of the bundle begins with it.
   * @default - none
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   nodejs: { banner: "globalThis.started = Date.now();" },
   * });
   * ```
   */
  readonly banner?: string;
  /**
   * Loaders of esbuild by file extension, for files that are not JavaScript or TypeScript. The loader `text` imports a
   * file as a string, and `file` puts it next to the bundle.
   * @default - esbuild's own: `.json` as `json`, `.txt` as `text`
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", nodejs: { loader: { ".html": "text" } } });
   * ```
   */
  readonly loader?: Readonly<Record<string, FunctionLoader>>;
  /**
   * Packages that are installed beside the bundle, because they can't be bundled: packages with native code, workers or
   * files that they read. npm installs them for the function's platform, without running their scripts. The bundle
   * imports them at run time. The versions, also of their dependencies, are those of the project's lockfile. An object
   * contains exact versions, or `"*"` for that of the lockfile.
   * @default - none
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", nodejs: { install: ["sharp"] } });
   * ```
   */
  readonly install?: readonly string[] | Readonly<Record<string, string>>;
  /**
   * Whether code that the handler imports with `import()` is in files of its own, which Node.js reads only when they are
   * imported. It shortens cold starts where few messages need that code. Needs the format `"esm"`. A handler with it is
   * bundled in a call of esbuild of its own.
   * @default false
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", nodejs: { splitting: true } });
   * ```
   */
  readonly splitting?: boolean;
  /**
   * Options of esbuild that are merged over the library's, such as `external`, `loader` or `define`. `plugins` is an
   * error: they need esbuild's asynchronous interface, and synthesis is synchronous.
   * @default - none
   */
  readonly esbuild?: Readonly<Record<string, unknown>>;
}

/** A file or a folder that is deployed with a function. */
export interface FunctionCopyFile {
  /** Path of the file or folder, relative to the nearest folder with a `cdktf.json`, else to the working directory. */
  readonly from: string;
  /**
   * Path in the function's folder. Of a file, it is the path of the copy, or with a slash at its end, the folder of it.
   * @default - the same path as `from`
   */
  readonly to?: string;
}

/** Functions that synthesis calls. */
export interface FunctionHook {
  /**
   * Called after the function is bundled, with a temporary folder that contains all its files. What the folder contains
   * afterwards is deployed. It has to be synchronous. Synthesis may call it more than once.
   * @default - none
   */
  readonly postbuild?: (dir: string) => void;
}
