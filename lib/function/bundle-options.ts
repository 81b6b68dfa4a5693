import type { Construct } from "constructs";
import type { BundleOptions } from "../bundle/bundle";
import { validateEsbuildOptions } from "../bundle/options";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { installedPackages } from "./additions";
import type { FunctionCodeArgs, FunctionLoader, FunctionNodejs } from "./code-args";
import { nodeTarget, notNodeProblem } from "./runtimes";

/** Validates `nodejs`, and returns the options of the bundle with their defaults. */
export function bundleOptions(scope: Construct, args: FunctionCodeArgs): BundleOptions {
  const { runtime = "nodejs24.x", nodejs = {} } = args;
  const target = nodeTarget(runtime);
  const problem = target === undefined ? notNodeProblem(runtime) : (formatProblem(nodejs) ?? esbuildProblem(nodejs));
  if (target === undefined || problem !== undefined) throw new ValidationError(scope, problem ?? "");
  const { format = "esm", minify = true, sourcemap = false, splitting = false } = nodejs;
  const esbuild = withoutInstalled(esbuildOptions(nodejs), Object.keys(installedPackages(scope, nodejs) ?? {}));
  return { format, minify, sourcemap, target, ...(esbuild && { esbuild }), ...(splitting && { splitting }) };
}

function formatProblem({ format = "esm", splitting = false }: FunctionNodejs): string | undefined {
  if (format !== "esm" && format !== "cjs")
    return `"nodejs.format" has to be "esm" or "cjs"; got ${quoted(format)}. Choose one of them.`;
  if (typeof splitting !== "boolean")
    return `"nodejs.splitting" has to be true or false; got ${quoted(splitting)}. Write splitting: true.`;
  return splitting && format === "cjs"
    ? `"nodejs.splitting" can't be set together with "nodejs.format" "cjs", because esbuild splits only ECMAScript modules; got true. Remove one of them.`
    : undefined;
}

function esbuildProblem(nodejs: FunctionNodejs): string | undefined {
  const { banner, loader, esbuild } = nodejs;
  if (banner !== undefined && typeof banner !== "string")
    return `"nodejs.banner" has to be a text; got ${quoted(banner)}. Write banner: "/* … */".`;
  if (loader !== undefined && !isObject(loader))
    return `"nodejs.loader" has to be an object; got ${quoted(loader)}. Write loader: { ".txt": "text" }.`;
  if (esbuild !== undefined && !isObject(esbuild))
    return `"nodejs.esbuild" has to be an object; got ${quoted(esbuild)}. Write esbuild: { external: ["sharp"] }.`;
  const own = esbuild && validateEsbuildOptions(esbuild);
  return own?.replace(/^"/, '"nodejs.esbuild.') ?? loaderProblem(loader) ?? conflictProblem(nodejs);
}

function loaderProblem(loader: FunctionNodejs["loader"] = {}): string | undefined {
  const [extension, name] = Object.entries(loader).find(([, name]) => !loaders.includes(name)) ?? [];
  if (extension !== undefined)
    return `"nodejs.loader" takes the names of esbuild's loaders; got ${quoted(name)} for ${quoted(extension)}. ${didYouMean(String(name), loaders)}`;
  const undotted = Object.keys(loader).find((key) => !key.startsWith("."));
  return undotted === undefined
    ? undefined
    : `"nodejs.loader" takes extensions that begin with "."; got ${quoted(undotted)}. Write ${quoted(`.${undotted}`)}.`;
}

const loaders: readonly FunctionLoader[] = [
  ...(["base64", "binary", "copy", "css", "dataurl", "default", "empty", "file"] as const),
  ...(["js", "json", "jsx", "local-css", "text", "ts", "tsx"] as const),
];

// `nodejs.esbuild` is the long form of both arguments. Two values for one place could not both take effect.
function conflictProblem({ banner, loader = {}, esbuild = {} }: FunctionNodejs): string | undefined {
  const other = memberOf(esbuild.banner, "js");
  if (banner !== undefined && other !== undefined)
    return `"nodejs.banner" can't be set together with "nodejs.esbuild.banner.js"; got ${quoted(banner)} and ${quoted(other)}. Join the texts in one of them.`;
  const extension = Object.keys(loader).find((name) => memberOf(esbuild.loader, name) !== undefined);
  return extension === undefined
    ? undefined
    : `"nodejs.loader" can't set ${quoted(extension)}, which "nodejs.esbuild.loader" sets; got ${quoted(loader[extension])} and ${quoted(memberOf(esbuild.loader, extension))}. Remove one of them.`;
}

/** Returns the user's options of esbuild, with `banner` and `loader` in esbuild's form. */
function esbuildOptions({ banner, loader, esbuild }: FunctionNodejs): BundleOptions["esbuild"] {
  if (banner === undefined && loader === undefined) return esbuild;
  return {
    ...esbuild,
    ...(banner !== undefined && { banner: { ...membersOf(esbuild?.banner), js: banner } }),
    ...(loader !== undefined && { loader: { ...membersOf(esbuild?.loader), ...loader } }),
  };
}

/** Excludes installed packages from the bundle. */
function withoutInstalled(esbuild: BundleOptions["esbuild"], names: readonly string[]): BundleOptions["esbuild"] {
  if (names.length === 0) return esbuild;
  const external = Array.isArray(esbuild?.external) ? (esbuild.external as readonly unknown[]) : [];
  return { ...esbuild, external: [...new Set([...external, ...[...names].sort()])] };
}

function memberOf(value: unknown, name: string): unknown {
  return membersOf(value)[name];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
