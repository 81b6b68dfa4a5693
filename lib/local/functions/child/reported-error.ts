import { types } from "node:util";
import type { ReportedError } from "./messages";

/** An error that Lambda's runtime itself raises, with the prefix `Runtime.` in its name. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

/** Converts any thrown value to an error in Lambda's format. */
export function reportedError(thrown: unknown): ReportedError {
  if (types.isNativeError(thrown) || thrown instanceof Error)
    return {
      errorType: String(thrown.name),
      errorMessage: String(thrown.message),
      stackTrace: String(thrown.stack).split("\n"),
    };
  return { errorType: typeof thrown, errorMessage: asText(thrown), stackTrace: [] };
}

// An object without a prototype can't be converted to a string.
function asText(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "handled";
  }
}
