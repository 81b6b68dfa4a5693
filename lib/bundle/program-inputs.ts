import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { failureMessages, loadEsbuild } from "./esbuild";
import { unresolvedImports } from "./unresolved-imports";

/** The files of a program, in absolute paths. */
export interface ProgramInputs {
  readonly files: readonly string[];
  /** The paths at which imports that were not found are searched for. */
  readonly missing: readonly string[];
  /** Whether the program could not be read. `files` contains only its first file then. */
  readonly isBroken: boolean;
}

/** Finds the files of the project that a program imports. Packages are left out. Nothing is written. */
export async function programInputs(file: string, root: string): Promise<ProgramInputs> {
  const first = resolve(root, file);
  try {
    const { metafile } = await loadEsbuild().build({
      absWorkingDir: root,
      entryPoints: [first],
      ...{ bundle: true, packages: "external", platform: "node", write: false, metafile: true, logLevel: "silent" },
    });
    const inputs = Object.keys(metafile.inputs).map((input) => resolve(root, input));
    return { files: inputs.flatMap(withSource), missing: [], isBroken: false };
  } catch (error) {
    return { files: withSource(first), missing: unresolvedImports(failureMessages(error), root), isBroken: true };
  }
}

/** If compiler output is next to its source, the user edits the source. */
function withSource(file: string): readonly string[] {
  const source = file.replace(/\.([cm]?)js$/, ".$1ts");
  return source !== file && existsSync(source) ? [file, source] : [file];
}
