import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callEsbuild } from "../../bundle/esbuild";

/** The program that each process of a function runs. */
export interface ChildProgram {
  readonly path: string;
  /** Takes away what was made for it. */
  readonly dispose: () => void;
}

/** In the package it is there; from the sources it has to be compiled first. */
export function childProgram(): ChildProgram {
  const built = join(__dirname, "child/main.js");
  if (existsSync(built)) return { path: built, dispose: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "websocket-child-"));
  const options = { format: "cjs", target: "node20", minify: false, sourcemap: false } as const;
  callEsbuild(__dirname, [{ in: "./child/main.ts", out: "main" }], options, folder);
  return { path: join(folder, "main.cjs"), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
