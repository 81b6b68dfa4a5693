import { isDeepStrictEqual } from "node:util";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import { quoted } from "../core/validation-error";
import { addSearch } from "../validation/checks";

/**
 * Rejects a stack in which a function runs on another platform than the one that its packages are installed for: an
 * override changes only what is written.
 */
export function requirePlatform(scope: Construct, fn: LambdaFunction, argument: string): void {
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(fn);
    if (attributes === undefined) return undefined;
    const architectures = attributes.raw("architectures") ?? ["x86_64"];
    const [installed = "x86_64"] = fn.architecturesInput ?? [];
    if (!isDeepStrictEqual(architectures, [installed === "arm64" ? "arm64" : "x86_64"]))
      return `"${argument}" has packages for the architecture that the function has at synthesis; got "architectures" ${quoted(architectures)} and packages for ${quoted(installed)}. Write architecture: "arm64" or "x86_64", and no override.`;
    const runtime = attributes.raw("runtime");
    if (argument === "handler" && runtime !== fn.runtimeInput)
      return `"${argument}" has packages for ${quoted(fn.runtimeInput)}; got "runtime" ${quoted(runtime)}. Set "runtime" of the function, and no override.`;
    return undefined;
  });
}
