import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, win32 } from "node:path";
import { BundleError, posixRelative, withSlashes } from "../sources";

/** The source of a Python function. */
export interface PythonSource {
  /** Absolute path of the folder that becomes the root of the zip. */
  readonly root: string;
  /** The handler's name, relative to that folder: `src/worker.handler`. */
  readonly handler: string;
  /** Absolute path of the `requirements.txt` or `pyproject.toml` in that folder; undefined without one. */
  readonly requirements?: string;
}

const FORM =
  'Write the path of the file without ".py", a dot and the function, such as "src/worker.handler", relative to the folder of cdktf.json';

/** Finds the source of a handler such as `src/worker.handler`, which is `handler` in `src/worker.py`. */
export function locatePython(project: string, given: string): PythonSource {
  const handler = withSlashes(given);
  const dot = handler.lastIndexOf(".");
  const [stem, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  if (win32.isAbsolute(handler) || dot < 1 || stem.endsWith("/") || !/^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name))
    throw new BundleError([], `"handler" has to name a function in a Python file; got "${handler}". ${FORM}.`);
  const file = join(project, stem);
  if (!hasModule(file))
    throw new BundleError(
      [],
      `"handler" has to name a function in a Python file; got "${handler}", but ${stem}.py does not exist. ${FORM}.`,
    );
  const { root, requirements } = rootOf(project, dirname(file));
  return { root, handler: `${posixRelative(root, file)}.${name}`, ...(requirements && { requirements }) };
}

// The folder is listed, because a case-insensitive disk would also find other spellings.
function hasModule(file: string): boolean {
  const folder = dirname(file);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.includes(`${basename(file)}.py`) || existsSync(join(file, "__init__.py"));
}

/** The nearest folder with requirements, else the handler's own. */
function rootOf(project: string, folder: string): Pick<PythonSource, "root" | "requirements"> {
  for (let root = folder; mayBeRoot(project, root, folder); root = dirname(root)) {
    // Both describe the same packages where both exist. The text is usually made from the other, with exact versions.
    const name = ["requirements.txt", "pyproject.toml"].find((each) => existsSync(join(root, each)));
    if (name !== undefined) return { root, requirements: join(root, name) };
    if (root === dirname(root)) break;
  }
  return { root: folder };
}

/** Folders above the project, which differ between machines, are no roots. */
function mayBeRoot(project: string, root: string, folder: string): boolean {
  const isAbove = !relative(root, project).startsWith("..");
  return root === folder || !isAbove || root === project;
}
