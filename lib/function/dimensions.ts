import type { Construct } from "constructs";
import { toMegabytes, toSeconds } from "../core/units";
import { quoted, ValidationError } from "../core/validation-error";
import type { FunctionSettings } from "./function-args";
import type { FunctionPart } from "./part";

/** Returns what the sizes and the timeout of a function, its architecture, description and tags mean. */
export function dimensionsPart(scope: Construct, args: FunctionSettings): FunctionPart {
  const config = {
    architectures: [args.architecture ?? "x86_64"],
    memorySize: megabytes(scope, "memory", args.memory ?? "1024 MB"),
    timeout: seconds(scope, "timeout", args.timeout ?? "20 seconds"),
    ephemeralStorage: { size: megabytes(scope, "storage", args.storage ?? "512 MB") },
    ...(args.description !== undefined && { description: args.description }),
    ...(args.tags && { tags: args.tags }),
  };
  return { config };
}

function megabytes(scope: Construct, argument: string, size: string): number {
  const value = toMegabytes(size);
  if (value !== undefined) return value;
  throw new ValidationError(
    scope,
    `"${argument}" has to be a size such as "1024 MB" or "2 GB"; got ${quoted(size)}. Write the number, a space and the unit.`,
  );
}

function seconds(scope: Construct, argument: string, duration: string): number {
  const value = toSeconds(duration);
  if (value !== undefined) return value;
  throw new ValidationError(
    scope,
    `"${argument}" has to be a duration such as "20 seconds" or "1 minute"; got ${quoted(duration)}. Write the number, a space and the unit.`,
  );
}
