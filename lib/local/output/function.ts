import { existsSync } from "node:fs";
import { join } from "node:path";
import { isPythonRuntime } from "../../bundle/python/platform";
import { handlerName } from "../handler-name";
import type { LocalFunction } from "../local-function";
import { pythonFor } from "../python";
import { codeFolder } from "./code";
import { environmentOf, type Override } from "./environment";
import { account } from "./identifiers";
import { bundledFunctions } from "./manifest";
import type { ResourceReader } from "./resource-reader";
import { rolePermissions } from "./role-permissions";
import type { Scratch } from "./scratch";

export interface FunctionOptions {
  readonly override: Override;
  readonly scratch: Scratch;
  /** Copies a folder with code, and returns the path of the copy. */
  readonly keepCode: (folder: string) => string;
  /** Replaces the hosts of served APIs and domains in the value of a variable. */
  readonly rewrite: (value: string) => string;
}

/** Reads a synthesized function. Reports a problem for everything that is not supported. */
export function readFunction(
  fn: ResourceReader,
  arn: string,
  managementEndpoint: string,
  { override, scratch, keepCode, rewrite }: FunctionOptions,
): LocalFunction {
  const { stack, address, path } = fn.block;
  const code = codeFolder(fn, scratch);
  const folder = code === undefined ? "" : keepCode(code);
  const variables = Object.entries(environmentOf(fn, override));
  const permissions = rolePermissions(fn);
  const source = bundledFunctions(stack.folder).find((entry) => entry.address === address);
  return {
    ...{ stack: stack.name, address, path, name: fn.string("function_name") ?? "", arn },
    ...{ folder, ...runtimeOf(fn, folder) },
    architecture: fn.strings("architectures")[0] ?? "x86_64",
    memoryMb: fn.number("memory_size") ?? 128,
    timeoutSeconds: fn.number("timeout") ?? 3,
    region: String(fn.peek("region")),
    account,
    environment: Object.fromEntries(variables.map(([name, value]) => [name, rewrite(value)])),
    ...concurrencyOf(fn),
    ...(permissions && { permissions }),
    managementEndpoint,
    ...(source && { source }),
  };
}

function runtimeOf(fn: ResourceReader, folder: string): Pick<LocalFunction, "runtime" | "handler"> {
  if (fn.has("file_system_config")) fn.disable('"file_system_config" is set, but file systems are not emulated.');
  if (fn.has("durable_config")) fn.disable('"durable_config" is set, but durable executions are not emulated.');
  if (fn.has("layers")) fn.problems.notice(`${fn.block.path}: its layers are ignored in this run.`);
  const [runtime = "", handler = ""] = [fn.string("runtime"), fn.string("handler")];
  if (folder !== "") checkRuntime(fn, folder, runtime, handler);
  return { runtime, handler };
}

function checkRuntime(fn: ResourceReader, folder: string, runtime: string, handler: string): void {
  if (/^nodejs\d+\.x$/.test(runtime)) checkHandler(fn, folder, handler);
  else if (!isPythonRuntime(runtime))
    fn.disable(`"runtime" must be a Node.js or Python 3 runtime in a local run; got ${JSON.stringify(runtime)}.`);
  else checkPython(fn, runtime);
}

function checkPython(fn: ResourceReader, runtime: string): void {
  const installed = pythonFor(runtime);
  if (installed === undefined)
    fn.disable(`"runtime" is ${JSON.stringify(runtime)}, but "python3" is not installed. Install Python 3.`);
  else if (runtime !== `python${installed.version}`)
    fn.problems.notice(`Functions for ${runtime} run on Python ${installed.version} in this run.`);
}

const endings = ["mjs", "cjs", "js"];

function checkHandler(fn: ResourceReader, folder: string, handler: string): void {
  const { file } = handlerName(handler);
  if (endings.some((ending) => existsSync(join(folder, `${file}.${ending}`)))) return;
  fn.disable(`"handler" is ${JSON.stringify(handler)}, but its code has no ${file}.mjs, ${file}.cjs or ${file}.js.`);
}

// -1 means no limit.
function concurrencyOf(fn: ResourceReader): Pick<LocalFunction, "reservedConcurrency"> {
  const reservedConcurrency = fn.number("reserved_concurrent_executions") ?? -1;
  return reservedConcurrency < 0 ? {} : { reservedConcurrency };
}
