import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { Additions } from "../bundle/bundle";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { requireKnown } from "../validation/known-arguments";
import type { FunctionCodeArgs, FunctionCopyFile, FunctionNodejs } from "./code-args";

/** What a function contains beside its bundle, as the user wrote it. */
export interface GivenAdditions {
  /** A version for each package; "*" means that of the project. */
  readonly install?: Readonly<Record<string, string>>;
  readonly copyFiles?: readonly FunctionCopyFile[];
  readonly postbuild?: (dir: string) => unknown;
}

/** Validates `nodejs.install`, `copyFiles` and `hook`. Undefined if none of them adds anything. */
export function givenAdditions(scope: Construct, args: FunctionCodeArgs): GivenAdditions | undefined {
  const install = installedPackages(scope, args.nodejs);
  const copyFiles = checkedCopies(scope, args.copyFiles);
  const postbuild = checkedHook(scope, args);
  if (install === undefined && copyFiles === undefined && postbuild === undefined) return undefined;
  return { ...(install && { install }), ...(copyFiles && { copyFiles }), ...(postbuild && { postbuild }) };
}

const PACKAGE = /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/i;
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;

/** Returns the packages of `nodejs.install`, with their versions; undefined if there are none. */
export function installedPackages(
  scope: Construct,
  { install }: FunctionNodejs = {},
): GivenAdditions["install"] | undefined {
  if (install === undefined) return undefined;
  if (!Array.isArray(install) && !isObject(install))
    throw new ValidationError(
      scope,
      `"nodejs.install" has to be a list of packages or an object with their versions; got ${quoted(install)}. Write install: ["sharp"].`,
    );
  const entries: readonly [name: unknown, version: unknown][] = Array.isArray(install)
    ? install.map((name: unknown) => [name, "*"])
    : Object.entries(install).filter(([, version]) => version !== undefined);
  for (const [name, version] of entries) requirePackage(scope, name, version);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Record<string, string>);
}

function requirePackage(scope: Construct, name: unknown, version: unknown): void {
  if (typeof name !== "string" || !PACKAGE.test(name))
    throw new ValidationError(
      scope,
      `"nodejs.install" takes names of packages; got ${quoted(name)}. Write the name without a path or a version: install: ["sharp"].`,
    );
  if (typeof version !== "string" || (version !== "*" && !EXACT.test(version)))
    throw new ValidationError(
      scope,
      `"nodejs.install" takes exact versions, so that the same packages are deployed on every day; got ${quoted(version)} for ${quoted(name)}. Write install: { ${quoted(name)}: "1.2.3" }, or "*" for the version in the project's lockfile.`,
    );
}

function checkedCopies(
  scope: Construct,
  copies: FunctionCodeArgs["copyFiles"],
): readonly FunctionCopyFile[] | undefined {
  if (copies === undefined) return undefined;
  if (!Array.isArray(copies))
    throw new ValidationError(
      scope,
      `"copyFiles" has to be a list; got ${quoted(copies)}. Write copyFiles: [{ from: "templates" }].`,
    );
  for (const copy of copies) requireCopy(scope, copy);
  return copies.length === 0 ? undefined : copies.map(({ from, to }) => ({ from, ...(to !== undefined && { to }) }));
}

function requireCopy(scope: Construct, copy: unknown): void {
  requireKnown(scope, "copyFiles", copy as FunctionCopyFile, { from: true, to: true });
  const { from, to } = copy as Partial<FunctionCopyFile>;
  const texts = to === undefined ? [from] : [from, to];
  if (texts.some((text) => typeof text !== "string" || text === "" || Token.isUnresolved(text)))
    throw new ValidationError(
      scope,
      `"copyFiles" takes paths; got ${quoted(copy)}. Write copyFiles: [{ from: "templates", to: "templates" }].`,
    );
  if (/^(?:[a-z]:)?[\\/]/i.test(String(from)))
    throw new ValidationError(
      scope,
      `"copyFiles" takes paths relative to the project, because absolute ones differ on other machines; got "from" ${quoted(from)}. Write copyFiles: [{ from: "templates" }].`,
    );
}

function checkedHook(scope: Construct, { hook, bundle }: FunctionCodeArgs): GivenAdditions["postbuild"] {
  requireKnown(scope, "hook", hook, { postbuild: true });
  const postbuild: unknown = hook?.postbuild;
  if (postbuild === undefined) return undefined;
  if (typeof postbuild !== "function")
    throw new ValidationError(
      scope,
      `"hook.postbuild" has to be a function; got ${quoted(postbuild)}. Write hook: { postbuild: (dir) => { … } }.`,
    );
  if (bundle !== undefined)
    throw new ValidationError(
      scope,
      `"hook" can't be set together with "bundle", whose files are deployed unchanged; got ${quoted(bundle)}. Change the directory before synthesis, or remove one of them.`,
    );
  return postbuild as (dir: string) => unknown;
}

/** Returns what the bundler adds to a function, for the architecture that it finally has. */
export function additionsOf(scope: Construct, { install, ...others }: GivenAdditions, fn: LambdaFunction): Additions {
  return { ...others, ...(install && { install: { packages: install, cpu: cpuOf(scope, fn) } }) };
}

function cpuOf(scope: Construct, { architecturesInput }: LambdaFunction): "x64" | "arm64" {
  const [architecture = "x86_64"] = architecturesInput ?? [];
  if (architecture === "arm64") return "arm64";
  if (architecture === "x86_64") return "x64";
  throw new ValidationError(
    scope,
    `"nodejs.install" needs to know the function's architecture at synthesis; got ${quoted(architecture)}. Write architecture: "arm64" or "x86_64".`,
  );
}
