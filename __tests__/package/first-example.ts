import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { filesOf } from "../docs/page";
import type { Files } from "../support/project";
import { repository } from "./packed";

/** The project of the README's example: its app in both module formats, and its handlers. */
export function firstExample(): Files {
  const { "main.ts": program, ...handlers } = filesOf(readFileSync(join(repository, "README.md"), "utf8"));
  if (program === undefined) throw new Error('README.md does not show "main.ts".');
  return {
    ...handlers,
    "main.cjs": compiled(program, ts.ModuleKind.CommonJS),
    // Node.js finds a file of a package without `exports` only by its whole path.
    "main.mjs": compiled(program.replaceAll('/lib/provider"', '/lib/provider/index.js"'), ts.ModuleKind.ESNext),
  };
}

function compiled(source: string, module: ts.ModuleKind): string {
  return ts.transpileModule(source, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}
