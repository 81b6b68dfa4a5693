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
   * relative to that directory.
   */
  readonly handler: string;
  /**
   * Lambda runtime. The library bundles source for Node.js runtimes; other runtimes need `bundle`.
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
}

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
   * Options of esbuild that are merged over the library's, such as `external`, `loader` or `define`. `plugins` is an
   * error: they need esbuild's asynchronous interface, and a CDKTF app is synthesized synchronously.
   * @default - none
   */
  readonly esbuild?: Readonly<Record<string, unknown>>;
}
