import { posix } from "node:path";
import { pythonModule } from "./python/module-names";

/** What Lambda calls in the deployed code. */
export interface EntryPoint {
  /** Unknown if Terraform determines the runtime, which may be of each language then. */
  readonly language: "node" | "python" | "unknown";
  /** The handler's name: a path without an extension, a dot and the function. */
  readonly handler: string;
}

/** Every bundle is called `index`. */
export const bundleEntryPoint: EntryPoint = { language: "node", handler: "index.handler" };

/** Equal for paths that a disk may treat as the same, although Lambda's does not. */
export function folded(path: string): string {
  return path.normalize("NFKC").toLowerCase();
}

/**
 * Whether Lambda might load a file in place of the handler, because the runtime looks for a module under several names.
 * It depends on the function's other files which of them is first, so all of them count.
 */
export function mayReplaceHandler(path: string, { language, handler }: EntryPoint): boolean {
  const [name, called] = [folded(path), folded(handler)];
  return (language !== "python" && isNodeModule(name, called)) || (language !== "node" && isPythonModule(name, called));
}

/** Node.js: `a`, `a.js`, `a.mjs`, `a.cjs`. If `a` is a folder, `require` also looks for `a.node`, and into the folder. */
function isNodeModule(path: string, handler: string): boolean {
  const folder = posix.dirname(handler);
  // The runtime splits the name at its first dot: the rest is a path of exports.
  const module = posix.join(folder, posix.basename(handler).replace(/\..*$/, ""));
  return ["", ".js", ".mjs", ".cjs", ".node"].some((ending) => path === module + ending) || isInside(path, module);
}

/** Python imports `a/b` after `a`. */
function isPythonModule(path: string, handler: string): boolean {
  const names = posix
    .normalize(handler.slice(0, handler.lastIndexOf(".")))
    .split(/[./]/)
    .filter((name) => name !== "");
  const module = pythonModule(path);
  return names.some((_, index) => module === names.slice(0, index + 1).join("/"));
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
