import { types } from "node:util";
import type { ReportedError } from "./messages";

/** An error of Lambda's own, which names it. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

/** What Lambda makes of whatever was thrown. */
export function reportedError(thrown: unknown): ReportedError {
  if (types.isNativeError(thrown) || thrown instanceof Error)
    return {
      errorType: String(thrown.name),
      errorMessage: String(thrown.message),
      stackTrace: String(thrown.stack).split("\n"),
    };
  return { errorType: typeof thrown, errorMessage: asText(thrown), stackTrace: [] };
}

// What has no prototype has no text either.
function asText(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "handled";
  }
}
