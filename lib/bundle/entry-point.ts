import { posix } from "node:path";

/** What Lambda calls in the deployed code. */
export interface EntryPoint {
  readonly language: "node" | "python";
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
  const name = folded(path);
  return language === "node" ? isNodeModule(name, folded(handler)) : isPythonModule(name, folded(handler));
}

/** Node.js: `a`, `a.js`, `a.mjs`, `a.cjs`. If `a` is a folder, `require` also looks for `a.node`, and into the folder. */
function isNodeModule(path: string, handler: string): boolean {
  const folder = posix.dirname(handler);
  // The runtime splits the name at its first dot: the rest is a path of exports.
  const module = posix.join(folder, posix.basename(handler).replace(/\..*$/, ""));
  return ["", ".js", ".mjs", ".cjs", ".node"].some((ending) => path === module + ending) || isInside(path, module);
}

/** Python imports `a/b` after `a`. Each of them is a module, a package or its bytecode, and may be native code. */
function isPythonModule(path: string, handler: string): boolean {
  const names = posix
    .normalize(handler.slice(0, handler.lastIndexOf(".")))
    .split(/[./]/)
    .filter((name) => name !== "");
  return names.some((name, index) => {
    const folder = names.slice(0, index).join("/");
    return isModuleNamed(path, folder, name) || isModuleNamed(path, posix.join(folder, name), "__init__");
  });
}

function isModuleNamed(path: string, folder: string, name: string): boolean {
  const [module, bytecode] = [posix.join(folder, name), posix.join(folder, "__pycache__", name)];
  const endingAfter = (start: string) => (path.startsWith(`${start}.`) ? path.slice(start.length) : "");
  return /^(\.pyc?|\.([^./]+\.)?so)$/.test(endingAfter(module)) || /^\.[^/]+\.pyc$/.test(endingAfter(bytecode));
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
