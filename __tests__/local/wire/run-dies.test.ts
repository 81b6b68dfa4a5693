import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import WebSocket from "ws";
import { aws } from "../../../lib";
import { removeProjects } from "../../support/project";
import { isRunning } from "../functions/pool";
import { synthesized } from "../synthesized";
import { ask, stackOf, until } from "./started";

const source = `
export const handler = async ({ body }: { body: string }) => {
  console.log("pid " + process.pid);
  if (body === "hang") for (;;);
  if (body === "wait") await new Promise((resolve) => setTimeout(resolve, 1e6));
  return { statusCode: 200, body };
};
`;

const onPosix = process.platform === "win32" ? describe.skip : describe;

onPosix("when a run with busy and frozen processes dies", () => {
  jest.setTimeout(60_000);
  let dir = "";
  beforeAll(() => {
    dir = synthesized({ "src/default.ts": source }, (app) => {
      const stack = stackOf(app);
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      api.route("$default", { handler: "src/default.handler", timeout: "10 minutes" }, { reply: true });
      return stack;
    });
  });
  afterAll(removeProjects);

  it.each(["SIGKILL", "SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s, no process is left", async (signal) => {
    const args = ["--require", require.resolve("sucrase/register"), join(__dirname, "a-run.ts"), dir];
    const run = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    run.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    const pids = () => new Set([...printed.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid)));
    await until(() => /^url /m.test(printed));
    const client = new WebSocket(/^url (.*)$/m.exec(printed)?.[1] ?? "");
    client.on("error", () => undefined);
    await once(client, "open");
    for (const message of ["hang", "wait"]) client.send(message);
    expect(await ask(client, "rest")).toBe("rest");
    await until(() => pids().size === 3);
    expect([...pids()].every(isRunning)).toBe(true);
    run.kill(signal);
    await once(run, "exit");
    await until(() => ![...pids()].some(isRunning));
  });
});
