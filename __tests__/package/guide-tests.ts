import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "../docs/page";
import { type Files, write } from "../support/project";
import { link, node, projectWithPackage, repository } from "./packed";

/** The page about tests. */
export const guide = () => readFileSync(join(repository, "docs/guide/testing.md"), "utf8");

/** The tests that the guide shows, by the path in their first line. */
export const testsOfGuide = (): Files => filesOf(guide());

/** The same for vitest: with the line that the guide says to add. */
export function testsWithVitest(): Files {
  const [, line = ""] = /```TypeScript\n(import [^\n]* from "vitest";\n)```/.exec(guide()) ?? [];
  const files = Object.entries(testsOfGuide()).filter(([path]) => path.startsWith("__tests__/"));
  return Object.fromEntries(files.map(([path, text]) => [path, `${line}${text}`]));
}

/** The stack that the guide's tests are about. */
export const appOfGuide: Files = {
  "main.ts": `import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
import { Construct } from "constructs";

export class ChatStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: "chat.tfstate" });
    new AwsProvider(this, "aws", { region: "eu-west-1" });
    const api = new aws.ApiGatewayWebSocket(this, "Chat");
    api.route("$default", { handler: "src/default.handler", memory: "512 MB" }, { reply: true });
  }
}

if (require.main === module) {
  const app = new App();
  new ChatStack(app, "chat-dev");
  app.synth();
}
`,
  "src/default.ts": `export const handler = async (event: { body: string }) => ({
  statusCode: 200,
  body: \`\${event.body}, client\`,
});
`,
};

/** Creates a project as `cdktf init` makes it, with the package and the guide's tests, and synthesizes it. */
export function projectWithGuideTests(tarball: string): string {
  const project = projectWithPackage(tarball, {});
  const { dependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const tools = ["@types/jest", "@types/node", "@types/ws", "jest", "ts-jest", "ts-node", "typescript"];
  const missing = [...Object.keys(dependencies), ...tools].filter(
    (name) => !existsSync(join(project, "node_modules", name)),
  );
  link(project, ...missing);
  const template = join(repository, "node_modules/cdktf-cli/bundle/templates/typescript");
  for (const name of ["jest.config.js", "setup.js", "tsconfig.json"]) cpSync(join(template, name), join(project, name));
  write(project, { ...appOfGuide, ...testsOfGuide() });
  node(project, "--require", "ts-node/register/transpile-only", "main.ts");
  return project;
}

/** Runs a test runner in a project. Returns its exit code and all that it printed. */
export function runTests(project: string, ...args: readonly string[]) {
  const run = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
  return { status: run.status, text: run.stdout + run.stderr };
}
