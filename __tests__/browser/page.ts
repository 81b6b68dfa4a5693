import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as runtime from "../../lib/runtime";

const repository = join(__dirname, "../..");
/** The page of the documentation on browsers. */
export const text = readFileSync(join(repository, "docs/guide/browsers.md"), "utf8");

/** The modules that the page on browsers shows, by the name in their first line. */
export function modulesOf(language: "js" | "ts"): Readonly<Record<string, string>> {
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n// (\\S+)\\n([^]*?)^\`\`\`$`, "gm"))];
  return Object.fromEntries(blocks.map(([, name, code]) => [name, code]));
}

/** Where the authorizers of the page look for the token, in their order. */
export const identitySources = [...text.matchAll(/identitySource: "([^"]+)"/g)].map(([, source]) => source as string);

/** How many pieces of browser code the page shows. */
export const shown = [...text.matchAll(/^```js$/gm)].length;

/** The handler in a module that the page shows, as it would run in a Lambda function. */
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
