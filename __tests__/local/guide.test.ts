import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";

jest.setTimeout(120_000);

const repository = resolve(__dirname, "../..");
const read = (path: string) => readFileSync(join(repository, path), "utf8");

afterEach(removeProjects);

/** The jest configuration for running the example against the sources of this package. */
const settings = (root: string) => ({
  rootDir: root,
  testMatch: ["<rootDir>/chat.test.js"],
  modulePaths: [join(repository, "node_modules")],
  transform: {
    "\\.ts$": [
      join(repository, "node_modules/ts-jest"),
      { tsconfig: join(repository, "tsconfig.json"), diagnostics: false, isolatedModules: true },
    ],
  },
  moduleNameMapper: { "^cdktf-apigateway-websocket/local$": join(repository, "lib/local/index.ts") },
});

describe("the test in the guide", () => {
  it("passes in a user's project", () => {
    const [, example = ""] = /```js\n(\/\/ chat\.test\.js\n[\s\S]*?)```/.exec(read("docs/guide/local.md")) ?? [];
    const sources = { "src/default.ts": read("src/default.ts"), "src/messages.ts": read("src/messages.ts") };
    const root = enter(project({ "chat.test.js": example, ...sources }));
    const app = new App({ outdir: join(root, "cdktf.out") });
    const api = new aws.ApiGatewayWebSocket(testStack("chat-dev", app), "Chat");
    api.route("$default", "src/default.handler", { reply: true });
    app.synth();

    const jest = join(repository, "node_modules/jest/bin/jest.js");
    const run = spawnSync(process.execPath, [jest, "--config", JSON.stringify(settings(root))], {
      cwd: root,
      encoding: "utf8",
    });
    expect(run.stderr).toContain("Tests:       2 passed, 2 total");
    expect(run.status).toBe(0);
  });
});
