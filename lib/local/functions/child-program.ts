import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callEsbuild } from "../../bundle/esbuild";
import { libraryRoot } from "../../bundle/library-root";

/** The program that every process of a function runs. */
export interface ChildProgram {
  readonly path: string;
  /** Removes the compiled file, if there is one. */
  readonly dispose: () => void;
}

/** The package contains the compiled program. In a checkout it is compiled first. */
export function childProgram(): ChildProgram {
  const sources = join(libraryRoot, "local/functions/child");
  const built = join(sources, "main.js");
  if (existsSync(built)) return { path: built, dispose: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "websocket-child-"));
  const options = { format: "cjs", target: "node20", minify: false, sourcemap: false } as const;
  callEsbuild(sources, [{ in: "./main.ts", out: "main" }], options, folder);
  return { path: join(folder, "main.cjs"), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
