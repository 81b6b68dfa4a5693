import type { EntryPoint } from "../bundle/entry-point";
import { isPythonRuntime } from "../bundle/python/platform";
import { nodeTarget } from "./runtimes";

/** What Lambda calls in deployed code. Undefined for runtimes that look for the handler under one name only. */
export function entryPointOf(handler: string, runtime = ""): EntryPoint | undefined {
  if (nodeTarget(runtime) !== undefined) return { language: "node", handler };
  return isPythonRuntime(runtime) ? { language: "python", handler } : undefined;
}
