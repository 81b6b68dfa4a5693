import { existsSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Block } from "./blocks";

const name = "cdktf-apigateway-websocket";

/** A block as a module that stands on its own. */
export interface Module {
  readonly block: Block;
  /** Absolute path that it would have, were it written. */
  readonly path: string;
  readonly text: string;
  /** What the example is, beside a piece of a stack's constructor. */
  readonly kind: "app" | "handler" | "stack";
  /** Part of the message of an example that is refused. */
  readonly throws: string | undefined;
}

/**
 * Makes a module of a block: its imports first, and what is left inside a stack, or inside a construct of a stack that
 * has the providers, where it is not a whole program.
 */
export function moduleOf(
  block: Block,
  index: number,
  repository: string,
  exported: readonly string[],
  place: "stack" | "construct" = "stack",
): Module {
  const path = join(repository, `example-${index}.ts`);
  const throws = /^\s*\/\/ throws: (.+)$/m.exec(block.code)?.[1]?.trim();
  const source = ts.createSourceFile(path, block.code, ts.ScriptTarget.ES2022, true);
  const imports = source.statements.filter(ts.isImportDeclaration);
  const names = new Set(imports.flatMap(importedNames));
  const kind = kindOf(source, names);
  if (kind !== "stack") return { block, path, throws, kind, text: block.code };
  // Blank in place of the imports that move up, so that lines stay and messages name the right one.
  const body = imports.reduce((text, node) => blanked(text, node.getStart(source), node.end), block.code);
  const lines = [...imports.map((node) => node.getText(source)), ...added(block.code, names, exported)];
  const head = `${lines.join(" ").replace(/\s*\n\s*/g, " ")} ${place === "stack" ? opening(block.code) : insideConstruct}`;
  return { block, path, throws, kind, text: `${head}\n${body}\n}}\n` };
}

/** The line of the documentation where a line of a module stands. */
export function lineIn({ block, kind }: Module, line: number): string {
  const [, file = "", start = ""] = /^(.*):(\d+)$/.exec(block.place) ?? [];
  return `${file}:${Number(start) + line - (kind === "stack" ? 1 : 0)}`;
}

/** What the compiler says of the modules, each with its place in the documentation. Nothing is written. */
export function complaints(modules: readonly Module[], repository: string): readonly string[] {
  const options: ts.CompilerOptions = {
    ...compilerOptions(repository),
    noEmit: true,
    noUnusedLocals: false,
    declaration: false,
  };
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => byPath.has(path) || fileExists(path);
  host.readFile = (path) => byPath.get(path)?.text ?? readFile(path);
  const program = ts.createProgram([...byPath.keys()], options, host);
  return modules.flatMap((module) => {
    const source = program.getSourceFile(module.path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${lineIn(module, line)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
}

/** The repository's own settings of the compiler. */
export function compilerOptions(repository: string): ts.CompilerOptions {
  const file = join(repository, "tsconfig.json");
  if (!existsSync(file)) throw new Error(`There is no ${file}.`);
  return ts.parseJsonConfigFileContent(
    ts.readConfigFile(file, ts.sys.readFile).config,
    { ...ts.sys, readDirectory: () => [] },
    repository,
  ).options;
}

function kindOf(source: ts.SourceFile, names: ReadonlySet<string>): Module["kind"] {
  if (names.has("App") || names.has("TerraformStack") || names.has("Testing")) return "app";
  const exporting = source.statements.some(
    (node) =>
      ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );
  return exporting ? "handler" : "stack";
}

function importedNames({ importClause }: ts.ImportDeclaration): readonly string[] {
  const bindings = importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings) ? bindings.elements.map((element) => element.name.text) : [];
}

function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end);
}

function used(code: string, word: string): boolean {
  return new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${word}\\b`).test(code);
}

// What every stack needs is not in the examples, unless it is what they are about.
const providers = [
  ["AwsProvider", "@cdktf/provider-aws/lib/provider"],
  ["ArchiveProvider", "@cdktf/provider-archive/lib/provider"],
] as const;

function added(code: string, names: ReadonlySet<string>, exported: readonly string[]): readonly string[] {
  const own = exported.filter((word) => used(code, word) && !names.has(word));
  return [
    'import * as exampleCdktf from "cdktf";',
    'import * as exampleConstructs from "constructs";',
    ...providers.map(([provider, path]) => `import { ${provider} as Example${provider} } from "${path}";`),
    ...(own.length > 0 ? [`import { ${own.join(", ")} } from "${name}";`] : []),
  ];
}

const insideConstruct =
  "export class Example extends exampleConstructs.Construct { constructor(scope: exampleConstructs.Construct, id: string) { super(scope, id);";

function opening(code: string): string {
  const backend = /new \w*Backend\(/.test(code)
    ? ""
    : 'new exampleCdktf.LocalBackend(this, { path: "example.tfstate" });';
  const defaults = /new AwsProvider\((?![^;]*alias)/.test(code)
    ? ""
    : 'new ExampleAwsProvider(this, "aws", { region: "eu-west-1" });';
  const archive = /new ArchiveProvider\(/.test(code) ? "" : 'new ExampleArchiveProvider(this, "archive");';
  return `export class Example extends exampleCdktf.TerraformStack { constructor(scope: exampleCdktf.App) { super(scope, "example-dev"); ${backend} ${defaults} ${archive}`;
}
