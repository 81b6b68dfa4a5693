import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { RuntimeError } from "./reported-error";

// biome-ignore lint/complexity/noBannedTypes: a handler may have any signature.
type Handler = Function;

/** Loads the function that a handler's name refers to. */
export async function loadHandler(folder: string, file: string, exports: readonly string[]): Promise<Handler> {
  const name = [file, ...exports].join(".");
  let found: unknown = await loadModule(folder, resolve(folder, file));
  for (const part of exports) found = (found as Record<string, unknown> | undefined)?.[part];
  if (typeof found === "function") return found;
  const state = found === undefined ? "undefined or not exported" : "not a function";
  throw new RuntimeError("HandlerNotFound", `${name} is ${state}`);
}

async function loadModule(folder: string, path: string): Promise<unknown> {
  try {
    const found = [".js", ".mjs", ".cjs"].map((ending) => path + ending).find((candidate) => existsSync(candidate));
    if (found === undefined) throw new RuntimeError("ImportModuleError", `Error: Cannot find module '${path}'`);
    if (!isEsModule(folder, found)) return createRequire(found)(found);
    return await import(pathToFileURL(found).href);
  } catch (error) {
    throw toLambdaError(error);
  }
}

function isEsModule(folder: string, path: string): boolean {
  return path.endsWith(".mjs") || (path.endsWith(".js") && typeOfPackage(folder, dirname(path)) === "module");
}

// Stops at the function's folder, because package.json files above it are not deployed.
function typeOfPackage(root: string, folder: string): unknown {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type;
  return folder.startsWith(root + sep) ? typeOfPackage(root, dirname(folder)) : undefined;
}

function toLambdaError(error: unknown): unknown {
  if (error instanceof SyntaxError) return withErrorName("UserCodeSyntaxError", error);
  const { code } = error as NodeJS.ErrnoException;
  const isMissing = code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND";
  return isMissing ? withErrorName("ImportModuleError", error as Error) : error;
}

function withErrorName(name: string, error: Error): Error {
  const renamed = new RuntimeError(name, String(error));
  renamed.stack = error.stack;
  return renamed;
}
