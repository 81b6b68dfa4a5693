import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { addSearch } from "../validation/checks";
import type { FunctionPart } from "./part";

/** The settings that make a function publish versions. */
export interface VersionSettings {
  readonly versioning?: boolean;
  readonly durable?: unknown;
}

/** Whether the arguments of a function make Lambda publish a version with each change. */
export function publishesVersions({ versioning, durable }: VersionSettings): boolean {
  return versioning === true || (durable !== undefined && durable !== false);
}

/** Returns what `versioning` means for a function. */
export function versioningPart(scope: Construct, args: VersionSettings): FunctionPart | undefined {
  const { versioning } = args;
  if (versioning !== undefined && typeof versioning !== "boolean")
    throw new ValidationError(
      scope,
      `"versioning" has to be true or false; got ${quoted(versioning)}. Write versioning: true, or remove it.`,
    );
  if (!publishesVersions(args)) return undefined;
  if (versioning === false)
    throw new ValidationError(
      scope,
      `"versioning" can't be false together with "durable": a durable function is invoked by its published version; got false. Remove "versioning".`,
    );
  return { config: { publish: true } };
}

/** Whether callers use the published version of a function. `transform.function` may publish it too. */
export function isPublished(scope: Construct, args: VersionSettings, fn: LambdaFunction): boolean {
  if (!publishesVersions(args) && fn.publishInput !== true) return false;
  addSearch(scope, (stack) => {
    const publish = stack.attributes(fn)?.raw("publish");
    return publish === true
      ? undefined
      : `"publish" of a function with "versioning" has to be true, because routes, authorizers and permissions use its published version; got ${quoted(publish)}. Undo that change, or remove "versioning".`;
  });
  return true;
}
