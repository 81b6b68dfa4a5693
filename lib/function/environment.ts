import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import { addSearch } from "../core/checks";
import { quoted, ValidationError } from "../core/validation-error";
import type { NamedLink } from "../link/link";
import { appOf, resourceVariables } from "../link/links";
import type { FunctionArgs } from "./function-args";

/** The variables of a function: those its links travel in, and its own. */
export function environment(scope: Construct, args: FunctionArgs, links: readonly NamedLink[]): Record<string, string> {
  const linked = resourceVariables(scope, appOf(scope), links);
  const twice = Object.keys(args.environment ?? {}).find((name) => Object.hasOwn(linked, name));
  if (twice !== undefined)
    throw new ValidationError(
      scope,
      `"environment" may not set ${quoted(twice)}: a link travels in it; got ${quoted(args.environment?.[twice])}. Leave it out, or the link.`,
    );
  // Node.js reads the deployed source map only when it is told to.
  return { ...linked, ...(args.nodejs?.sourcemap && { NODE_OPTIONS: "--enable-source-maps" }), ...args.environment };
}

/** Rejects a function whose environment lacks a link: a transform that sets the environment sets all of it. */
export function requireLinks(scope: Construct, fn: LambdaFunction, linked: readonly string[]): void {
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(fn);
    if (attributes === undefined) return undefined;
    const block = attributes.blocks("environment")[0];
    // Nothing set holds no variable; what only Terraform knows is not judged.
    const unknown = block?.has("variables") ?? attributes.has("environment");
    const variables = block?.entries("variables") ?? (unknown ? undefined : []);
    const lost = linked.find((name) => variables && !variables.some(([variable]) => variable === name));
    if (lost === undefined) return undefined;
    return `"transform.function.environment" takes a link away: ${quoted(lost)} is missing; got ${quoted(variables?.map(([variable]) => variable))}. Set "environment" instead, which adds to the links.`;
  });
}
