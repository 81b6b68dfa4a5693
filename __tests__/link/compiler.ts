import { join } from "node:path";
import ts from "typescript";
import { type Files, write } from "../support/project";

/** Compiler settings of users: those of `cdktf init`, of Node.js and of bundlers. */
export const settings = {
  "cdktf init": { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
} as const satisfies Readonly<Record<string, ts.CompilerOptions>>;

// Installed files are read once, for all programs with the same settings.
const installed = new Map<string, ts.SourceFile | undefined>();

/** Returns the compiler's errors in files of a user's project, each as "src/a.ts:3 TS2339". */
export function problems(root: string, files: Files, setting: keyof typeof settings = "node16"): readonly string[] {
  write(root, files);
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const options = { ...parsed.options, ...settings[setting] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => {
    if (path.startsWith(root)) return read(path, ...rest);
    const key = `${setting} ${path}`;
    if (!installed.has(key)) installed.set(key, read(path, ...rest));
    return installed.get(key);
  };
  const names = [...Object.keys(files), "cdktf-env.d.ts"].map((name) => join(root, name));
  const program = ts.createProgram(names, options, host);
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(root));
  const found = [
    ...program.getOptionsDiagnostics(),
    ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return found.map(({ file, start = 0, code, messageText }) => {
    if (file === undefined) return ts.flattenDiagnosticMessageText(messageText, "\n");
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${file.fileName.slice(root.length + 1)}:${line + 1} TS${code}`;
  });
}
