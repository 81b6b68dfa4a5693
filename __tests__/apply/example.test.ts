import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { aws } from "cdktf-apigateway-websocket";
import { ChatStack } from "../../main";
import { temporaryFolder } from "../support/ways";
import { itLives } from "./life";
import { ownFunction } from "./routes-table";

const project = resolve(__dirname, "../..");
const asCdktn = ["./scripts/as-cdktn.js", "sucrase/register", "tsconfig-paths/register"];

/** Synthesizes `main.ts` with CDK Terrain in place of CDKTF, as a program of its own. */
function synthesizedByCdktn(outdir: string, stack: string, environment: NodeJS.ProcessEnv) {
  const loaders = asCdktn.flatMap((name) => ["--require", name]);
  const env = { ...process.env, ...environment, CDKTF_OUTDIR: outdir };
  execFileSync(process.execPath, [...loaders, "main.ts"], { cwd: project, env });
  return [stack, join(outdir, "stacks", stack)] as const;
}

const existing = { STAGE: "prod", ACCOUNT: "existing", STATE_BUCKET: "states" };

describe("the example", () => {
  itLives("lives in two stages, and takes another route", { project, notes: ["open-connect"] }, (life) => {
    const changes = life.applyApp((app) => {
      new ChatStack(app, {});
      new ChatStack(app, existing);
    });
    expect(changes.filter((line) => line.includes("aws_api_gateway_account."))).toEqual([
      "chat-dev: create aws_api_gateway_account.ApiGatewayAccount",
    ]);
    const endpoint = /^https:\/\/[a-z0-9]+\.execute-api\.us-east-1\.amazonaws\.com\/\$default$/;
    expect(Object.values(life.output("chat-dev"))).toContainEqual(expect.stringMatching(endpoint));

    const added = life.applyApp((app) => {
      new ChatStack(app, {});
      const api = new ChatStack(app, existing).node.findChild("Chat") as aws.ApiGatewayWebSocket;
      api.route("leave", "src/disconnect.handler");
    });
    expect(added).toEqual(ownFunction("create", "Routeleave", "Chat").map((line) => `chat-prod: ${line}`));
  });

  itLives("lives in two stages, with CDK Terrain", { project, notes: ["open-connect"] }, (life) => {
    const folder = temporaryFolder();
    const dev = synthesizedByCdktn(join(folder, "dev"), "chat-dev", {});
    const prod = synthesizedByCdktn(join(folder, "prod"), "chat-prod", { ...existing, STATE_BUCKET: "" });
    const changes = life.applyOutput([dev, prod]);
    expect(changes).toContain("chat-dev: create aws_api_gateway_account.ApiGatewayAccount");
    expect(changes.filter((line) => !/^chat-(dev|prod): create /.test(line))).toEqual([]);
  });
});
