import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import type { Files } from "../support/project";
import { repository } from "./packed";

const header = [
  'import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider/index.js";',
  'import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";',
  'import { App, LocalBackend, TerraformStack } from "cdktf";',
];

/** The project of the README's first example: its app in both module formats, and its handlers. */
export function firstExample(): Files {
  const example = firstBlock(readFileSync(join(repository, "README.md"), "utf8"));
  const program = app(example);
  return {
    ...Object.fromEntries(handlersOf(example).map((path, index) => [`${path}.ts`, index === 0 ? reader : answerer])),
    "main.cjs": compiled(program, ts.ModuleKind.CommonJS),
    "main.mjs": compiled(program, ts.ModuleKind.ESNext),
  };
}

function firstBlock(markdown: string): string {
  const block = /^```ts\n(.*?)^```$/ms.exec(markdown)?.[1];
  if (block === undefined) throw new Error('README.md contains no "ts" block.');
  return block;
}

/** A complete app around an example that belongs into the constructor of a stack. */
function app(example: string): string {
  const lines = example.split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  if (!imports.some((line) => line.includes('"cdktf-apigateway-websocket"')))
    imports.push('import { aws } from "cdktf-apigateway-websocket";');
  return [
    ...header,
    ...imports,
    "class Example extends TerraformStack {",
    "  constructor(scope: App) {",
    '    super(scope, "example-dev");',
    '    new LocalBackend(this, { path: "example-dev.tfstate" });',
    '    new AwsProvider(this, "aws", { region: "eu-west-1" });',
    '    new ArchiveProvider(this, "archive");',
    ...lines.filter((line) => !line.startsWith("import ")),
    "  }",
    "}",
    "const app = new App();",
    "new Example(app);",
    "app.synth();",
    "",
  ].join("\n");
}

function handlersOf(example: string): readonly string[] {
  const paths = [...example.matchAll(/"(src\/[\w/-]+)\.handler"/g)].map(([, path]) => path as string);
  if (paths.length === 0) throw new Error("README.md's first example names no handler.");
  return paths;
}

const reader = `import { Resource } from "cdktf-apigateway-websocket/runtime";

export const handler = async () => ({ statusCode: 200, body: Resource.App.name });
`;

const answerer = `export const handler = async (event: { readonly body?: string }) => ({ statusCode: 200, body: event.body });
`;

function compiled(source: string, module: ts.ModuleKind): string {
  return ts.transpileModule(source, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}
