import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as runtime from "../../lib/runtime";

const repository = join(__dirname, "../..");
/** The documentation's page on browsers. */
export const text = readFileSync(join(repository, "docs/guide/browsers.md"), "utf8");

/** The page's modules, by the name in their first line. */
export function modulesOf(language: "js" | "ts"): Readonly<Record<string, string>> {
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n// (\\S+)\\n([^]*?)^\`\`\`$`, "gm"))];
  return Object.fromEntries(blocks.map(([, name, code]) => [name, code]));
}

/** The identity sources of the page's authorizers, in order. */
export const identitySources = [...text.matchAll(/identitySource: "([^"]+)"/g)].map(([, source]) => source as string);

/** The number of browser code blocks on the page. */
export const shown = [...text.matchAll(/^```js$/gm)].length;

/** Loads the handler of one of the page's modules, as a Lambda function would run it. */
export function handlerOf(name: string): (event: object) => Promise<unknown> {
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(modulesOf("ts")[name] ?? "", { compilerOptions: options });
  const module = { exports: {} as { handler: (event: object) => Promise<unknown> } };
  const load = (path: string) => {
    if (path !== "cdktf-apigateway-websocket/runtime") throw new Error(`"${path}" is not there.`);
    return runtime;
  };
  new Function("require", "module", "exports", outputText)(load, module, module.exports);
  return module.exports.handler;
}
