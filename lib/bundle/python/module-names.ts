import { posix } from "node:path";

/**
 * The module that Python imports from a file, with slashes: `a/b` for `a/b.py` and `a/b/__init__.py`, for native code,
 * and for bytecode. Undefined for other files.
 */
export function pythonModule(path: string): string | undefined {
  const folder = posix.dirname(path);
  const isCached = posix.basename(folder) === "__pycache__";
  const ending = isCached ? /\.[^/]+\.pyc$/ : /(\.pyc?|(\.[^./]+)?\.so)$/;
  const file = posix.basename(path);
  const name = file.replace(ending, "");
  if (name === file || name === "") return undefined;
  const parent = isCached ? posix.dirname(folder) : folder;
  return name === "__init__" && parent !== "." ? parent : posix.join(parent, name);
}
