import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { App } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
import { WebSocket } from "ws";
import { program } from "../../support/compiled";
import { enter, type Files, project, removeProjects } from "../../support/project";
import { testStack } from "../../support/synth";
import { Running } from "./running";

jest.setTimeout(120_000);

const repository = resolve(__dirname, "../../..");

const sources: Files = {
  "src/echo.ts": "export const handler = async (event: { body: string }) => ({ statusCode: 200, body: event.body });\n",
  "src/queue.ts": "export const handler = async () => ({ statusCode: 200, body: process.env.QUEUE });\n",
};

let running: Running | undefined;

afterEach(async () => {
  await running?.end("SIGKILL");
  running = undefined;
  removeProjects();
});

function synthesized(add: (api: aws.ApiGatewayWebSocket) => void): string {
  const root = enter(project(sources));
  const app = new App({ outdir: join(root, "cdktf.out") });
  add(new aws.ApiGatewayWebSocket(testStack("chat-dev", app), "Chat"));
  app.synth();
  return root;
}

function dev(root: string, ...args: readonly string[]): Running {
  running = new Running([program, "dev", "--port", "0", ...args], root);
  return running;
}

async function talk(url: string, text: string): Promise<string> {
  const client = new WebSocket(url);
  await once(client, "open");
  client.send(text);
  const [answer] = await once(client, "message");
  client.terminate();
  return String(answer);
}

async function address(run: Running): Promise<string> {
  const [, port] = await run.line(/wss:\/\/localhost:(\d+)\/\$default/);
  return `ws://localhost:${port}/$default`;
}

describe("the command dev", () => {
  it("prints what it serves, and serves it until Ctrl-C", async () => {
    const run = dev(synthesized((api) => api.route("$default", "src/echo.handler", { reply: true })));
    expect(await talk(await address(run), '{"a":1}')).toBe('{"a":1}');
    expect(run.printed).toContain("chat-dev/Chat/Api\n");
    expect(run.printed).toMatch(/management {3}https:\/\/localhost:\d+\/\$default/);
    expect(run.printed).toMatch(/\$default {2}src\/echo\.ts \(handler\)/);
    await run.line(
      /Every program on this machine can connect, and web pages on loopback\. Use --origin for other pages\./,
    );
    expect(await run.end("SIGINT")).toBe(0);
  });

  it("uses passed values that are known only after apply", async () => {
    const root = synthesized((api) =>
      api.route(
        "$default",
        { handler: "src/queue.handler", environment: { QUEUE: new SqsQueue(api, "Jobs").url } },
        { reply: true },
      ),
    );
    const run = dev(root, "--set", "QUEUE=http://127.0.0.1/jobs");
    expect(await talk(await address(run), "x")).toBe("http://127.0.0.1/jobs");
  });

  it("asks for a synthesis if there is no output", async () => {
    const run = dev(project({}));
    expect(await run.ended()).toBe(1);
    expect(run.printed).toContain('Run "cdktf synth" or "cdktn synth" first');
  });

  it("prints tokens of its issuer, and fails without an issuer", async () => {
    const root = synthesized((api) => api.route("$default", "src/echo.handler"));
    const token = () => new Running([program, "token", "sub=ada", "admin=true", 'aud=["a"]'], root);
    const without = token();
    expect(await without.ended()).toBe(1);
    expect(without.printed).toContain("dev --issuer");
    await dev(root, "--issuer").line(/management/);
    const printed = token();
    expect(await printed.ended()).toBe(0);
    const [, payload = ""] = printed.printed.trim().split(".");
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
      sub: "ada",
      admin: true,
      aud: ["a"],
    });
  });

  it("lists every option in the help and in the guide", async () => {
    const help = new Running([program, "dev", "--help"], repository);
    expect(await help.ended()).toBe(0);
    const options = [...help.printed.matchAll(/^ {4}(--[a-z-]+)/gm)].map(([, option]) => option ?? "");
    const source = readFileSync(join(repository, "lib/local/cli/dev-options.ts"), "utf8");
    const flags = [...source.matchAll(/^ {2}"?([a-z-]+)"?: \{ type: /gm)].map(([, flag]) => `--${flag}`);
    expect(flags.length).toBeGreaterThan(10);
    expect(options.sort()).toEqual(flags.sort());
    const guide = readFileSync(join(repository, "docs/guide/local.md"), "utf8");
    expect(flags.filter((flag) => !guide.includes(`\`${flag}\``))).toEqual([]);
  });

  it("rejects an unknown command and suggests the nearest one", async () => {
    const run = new Running([program, "tokn"], repository);
    expect(await run.ended()).toBe(1);
    expect(run.printed).toContain('Unknown command "tokn". Did you mean "token"?');
  });
});
