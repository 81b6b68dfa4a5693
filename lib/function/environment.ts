import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import type { NamedLink } from "../link/link";
import { resourceVariables } from "../link/links";
import type { FunctionArgs } from "./function-args";

/** The variables of a function: those its links travel in, and its own. */
export function environment(scope: Construct, args: FunctionArgs, links: readonly NamedLink[]): Record<string, string> {
  const linked = resourceVariables(scope, links);
  const twice = Object.keys(args.environment ?? {}).find((name) => name in linked);
  if (twice !== undefined)
    throw new ValidationError(
      scope,
      `"environment" may not set ${quoted(twice)}: a link travels in it; got ${quoted(args.environment?.[twice])}. Leave it out, or the link.`,
    );
  // Node.js reads the deployed source map only when it is told to.
  return { ...linked, ...(args.nodejs?.sourcemap && { NODE_OPTIONS: "--enable-source-maps" }), ...args.environment };
}
