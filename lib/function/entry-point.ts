import { Token } from "cdktf";
import type { EntryPoint } from "../bundle/entry-point";
import { isPythonRuntime } from "../bundle/python/platform";
import { nodeTarget } from "./runtimes";

/** What Lambda calls in deployed code. Undefined for runtimes that look for the handler under one name only. */
export function entryPointOf(handler: string, runtime: string | undefined): EntryPoint | undefined {
  if (runtime === undefined || Token.isUnresolved(runtime)) return { language: "unknown", handler };
  if (nodeTarget(runtime) !== undefined) return { language: "node", handler };
  return isPythonRuntime(runtime) ? { language: "python", handler } : undefined;
}
