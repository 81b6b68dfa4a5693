import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
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
  "src/lib/deep.ts": "export function deep(): never {\n  throw new RangeError('from the depth');\n}\n",
  "src/chat.ts": `
import { deep } from "./lib/deep";
export const connect = async (event: any) => ({ statusCode: event.queryStringParameters?.deny ? 401 : 200 });
export const handler = async ({ body }: { body: string }) => {
  console.log("heard " + body);
  if (body === "fail") deep();
  if (body === "bad") return { statusCode: 400, body: "line one\\nline two" };
  if (body === "slow") await new Promise((resolve) => setTimeout(resolve, 1500));
  if (body === "dots") for (;;) {
    process.stdout.write(".");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (body === "hang") await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (body === "env") return { statusCode: 200, body: [process.env.CDKTF_LOCAL, process.env.EXTRA].join(" ") };
  return { statusCode: 200, body };
};
`,
};

const runs: Running[] = [];

afterEach(async () => {
  for (const run of runs.splice(0)) await run.end("SIGKILL");
});
afterAll(removeProjects);

let root: string;
beforeAll(() => {
  root = enter(project(sources));
  const app = new App({ outdir: join(root, "cdktf.out") });
  const stack = testStack("chat-dev", app);
  const api = new aws.ApiGatewayWebSocket(stack, "Chat");
  api.route("$connect", "src/chat.connect");
  api.route("$default", { handler: "src/chat.handler", timeout: "2 minutes" }, { reply: true });
  api.route("silent", "src/chat.handler");
  api.route("queue", { handler: "src/chat.handler", environment: { QUEUE: new SqsQueue(stack, "Jobs").url } });
  app.synth();
});

function dev(...args: readonly string[]): Running {
  const run = new Running([program, "dev", "--port", "0", ...args], root);
  runs.push(run);
  return run;
}

async function connected(run: Running, query = "", origin?: string): Promise<WebSocket> {
  const [, port] = await run.line(/localhost:(\d+)\/\$default/);
  const client = new WebSocket(`ws://localhost:${port}/$default${query}`, origin === undefined ? {} : { origin });
  client.on("error", () => undefined);
  await Promise.race([once(client, "open"), once(client, "unexpected-response"), once(client, "close")]);
  return client;
}

async function ask(client: WebSocket, text: string): Promise<string> {
  client.send(text);
  const [answer] = await once(client, "message");
  return String(answer);
}

describe("dev prints", () => {
  it("one line for each event, with what a handler prints below it", async () => {
    const run = dev();
    const client = await connected(run);
    expect(await ask(client, "hello")).toBe("hello");
    const id = "[\\w-]{15}=";
    const time = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  chat-dev/Chat";
    await run.line(new RegExp(`^${time}  CONNECT       ${id}  200  \\d+ ms$`, "m"));
    await run.line(
      new RegExp(`^${time}  \\$default      ${id}  200  \\d+ ms  5 B\\n    src/chat.handler  heard hello$`, "m"),
    );
    const [, connection] = await run.line(new RegExp(`CONNECT       (${id})`));
    const [, port] = await run.line(/localhost:(\d+)\/\$default/);
    const path = `http://localhost:${port}/$default/@connections/${encodeURIComponent(connection ?? "")}`;
    await fetch(path, { method: "POST", body: "pushed" });
    await run.line(new RegExp(`^${time}  POST @connections  ${id}  200  \\d+ ms  6 B$`, "m"));
    client.close(4001);
    await run.line(new RegExp(`^${time}  DISCONNECT    ${id}  4001  \\d+ ms$`, "m"));
  });

  it("why an upgrade was refused", async () => {
    const run = dev();
    await connected(run, "?deny=1");
    await run.line(/CONNECT .* 401 .* the function returned 401/);
    await connected(run, "", "https://app.example");
    await run.line(/CONNECT .* 403 .* the origin "https:\/\/app\.example" is not allowed; pass --origin https:\/\/app/);
    const [, port] = await run.line(/localhost:(\d+)\/\$default/);
    new WebSocket(`ws://localhost:${port}/nowhere`).on("error", () => undefined);
    await run.line(/CONNECT .* 403 .* no stage has the path "\/nowhere"/);
  });

  it("a dropped reply with the line to add, and a handler's failure with its body in one line", async () => {
    const run = dev();
    const client = await connected(run);
    client.send('{"action":"silent"}');
    await run.line(/silent .* 200 .* the reply was dropped.* add it: route\("silent", …, \{ reply: true \}\)/);
    await ask(client, "bad");
    await run.line(/\$default .* 400 .* the handler returned 400: line one line two/);
  });

  it("the source of an error, and none of its own frames", async () => {
    const run = dev();
    const client = await connected(run);
    expect(await ask(client, "fail")).toContain("Internal server error");
    const [, path = "", line] = await run.line(/at .*\((src\/lib\/deep\.ts):(\d+):\d+\)/);
    expect([existsSync(join(root, path)), line]).toEqual([true, "2"]);
    await run.line(/at .*src\/chat\.ts:6:\d+/);
    expect(run.printed).not.toMatch(/at .*(websocket-child|node:|cdktf\.out)/);
  });

  it("what can't work here, with the option that helps, and answers with an error frame", async () => {
    const run = dev();
    const client = await connected(run);
    await run.line(/The variable QUEUE of the function .* Pass --set QUEUE=…\./);
    expect(await ask(client, '{"action":"queue"}')).toMatch(/^\{"message": "Internal server error"/);
    expect(await ask(client, "hello")).toBe("hello");
    const strict = dev("--strict");
    expect(await strict.ended()).toBe(1);
    expect(strict.printed).toContain("Pass --set QUEUE=…");
  });

  it("lines of the set file and values of --set that are not used", async () => {
    writeFileSync(join(root, "values.env"), "QUEUE=a\nOTHER_PROGRAM=b\n");
    const run = dev("--set-file", "values.env", "--set", "aws_sqs_queue.Jobs.name=c");
    await run.line(/OTHER_PROGRAM in values\.env, line 2, is not used: nothing in the output refers to it\./);
    await run.line(/--set aws_sqs_queue\.Jobs\.name is not used/);
  });

  it.each<[readonly string[], string]>([
    [["--set", "QUEEU=a"], '"--set" names nothing in the output; got "QUEEU". Did you mean "QUEUE"?'],
    [["--set", "aws_sqs_queue.Jbos.url=a"], '"--set" names nothing in the output; got "aws_sqs_queue.Jbos.url".'],
    [["--set", "var.none=a"], '"--set" names nothing in the output; got "var.none".'],
    [["--set-file", "none.env"], '"--set-file" must be a readable file; got "none.env".'],
  ])("what is wrong with %j, and refuses to start", async (args, expected) => {
    const run = dev(...args);
    expect(await run.ended()).toBe(1);
    expect(run.printed).toContain(expected);
  });

  it("the hint about a dropped reply once for each route", async () => {
    const run = dev();
    const client = await connected(run);
    for (let count = 0; count < 3; count += 1) client.send('{"action":"silent"}');
    await run.line(/(silent +\S+ {2}200[\s\S]*){3}/);
    expect(run.printed.match(/the reply was dropped/g)).toHaveLength(1);
  });

  it("output without the end of a line while its call goes on, in one piece", async () => {
    const run = dev();
    const client = await connected(run);
    client.send("dots");
    await run.line(/^ +\.\.+$/m);
  });

  it("no line that a client or a handler forges", async () => {
    const run = dev();
    const client = await connected(run);
    const evil = "x\r12:00:00.000  forged\u001b[2K\u009b1A\u2028y\n12:00:00.000  forged";
    await ask(client, evil);
    await run.line(/x\\u000d12:00:00\.000 {2}forged\\u001b\[2K\\u009b1A\\u2028y/);
    await run.line(/^ +12:00:00\.000 {2}forged$/m);
    for (const line of run.printed.split("\n")) expect(line).not.toMatch(/^12:00:00\.000 {2}forged|[\p{Cc}\u2028]/u);
  });

  it("with --quiet, warnings, errors and the output of handlers only", async () => {
    const run = dev("--quiet", "--port", "4871");
    for (let tries = 0; ; tries += 1) {
      const client = new WebSocket("ws://localhost:4871/$default");
      client.on("error", () => undefined);
      const opened = await once(client, "open").then(
        () => true,
        () => false,
      );
      if (opened) {
        await ask(client, "hello");
        await ask(client, "bad");
        break;
      }
      if (tries > 300) throw new Error("It did not start.");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await run.line(/the handler returned 400/);
    expect(run.printed).toContain("src/chat.handler  heard hello");
    expect(run.printed).not.toMatch(/CONNECT| 200 |Certificate/);
  });

  it("with --log json, one object for each line of stdout, from the start", async () => {
    const run = dev("--log", "json", "--verbose");
    const client = await connected(run);
    await ask(client, "hello");
    client.close();
    await run.line(/"DISCONNECT"/);
    const events = run.printed
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ type: "started", apis: [{ path: "chat-dev/Chat/Api" }] });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "output", handler: "src/chat.handler", text: "heard hello" }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        ...{ type: "call", action: "$default", status: 200, size: 5 },
        answer: { statusCode: 200, body: "hello" },
        event: expect.objectContaining({ body: "hello" }),
      }),
    );
  });

  it("with --log json, why it does not start, and the hint with each event", async () => {
    const refused = dev("--log", "json", "--strict");
    expect(await refused.ended()).toBe(1);
    expect(JSON.parse(refused.printed)).toMatchObject({ type: "message", level: "error" });
    const run = dev("--log", "json");
    const client = await connected(run);
    for (let count = 0; count < 2; count += 1) client.send('{"action":"silent"}');
    await run.line(/("hint":"the reply was dropped[\s\S]*){2}/);
  });

  it("the access log of the stage into a file, in its own format", async () => {
    const file = join(root, "access.log");
    const run = dev("--access-log", file);
    const client = await connected(run);
    await ask(client, "hello");
    client.close();
    await run.line(/DISCONNECT/);
    const lines = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ eventType, routeKey, status }) => [eventType, routeKey, status])).toEqual([
      ["CONNECT", "$connect", "200"],
      ["MESSAGE", "$default", "200"],
      ["DISCONNECT", "$disconnect", "1005"],
    ]);
  });
});

describe("dev", () => {
  it("sets CDKTF_LOCAL, and the variables of --variable, for all handlers", async () => {
    const run = dev("--variable", "EXTRA=a=b", "--variable", "CDKTF_LOCAL=no");
    expect(await ask(await connected(run), "env")).toBe("true a=b");
  });

  it("waits for calls under way on Ctrl-C", async () => {
    const run = dev();
    const client = await connected(run);
    await ask(client, "hello");
    client.send("slow");
    await run.line(/heard slow/);
    const answer = once(client, "message");
    const ended = run.end("SIGINT");
    expect(String((await answer)[0])).toBe("slow");
    expect(await ended).toBe(0);
  });

  it("ends on Ctrl-C although a call does not, and at once on a second one", async () => {
    for (const presses of [1, 2]) {
      const run = dev();
      const client = await connected(run);
      client.send("hang");
      await run.line(/heard hang/);
      const ended = run.end("SIGINT");
      await run.line(/Waiting for 1 calls, for 3 seconds at most/);
      if (presses === 2) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        run.process.kill("SIGINT");
      }
      expect(await ended).toBe(presses === 1 ? 0 : 130);
    }
  });

  it("ends quietly when the reader of its output ends", async () => {
    const script = `${[process.execPath, program].map((part) => `'${part}'`).join(" ")} dev --port 0 | head -1`;
    const shell = spawn("sh", ["-c", script], { cwd: root });
    let [printed, errors] = ["", ""];
    shell.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    shell.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    await once(shell, "close");
    expect([printed, errors]).toEqual(["chat-dev/Chat/Api\n", ""]);
  });

  it("names a port that is in use", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { readonly port: number };
    const run = dev("--port", String(port));
    expect(await run.ended()).toBe(1);
    expect(run.printed).toContain(`port ${port} is in use by another program; pass --port`);
    taken.close();
  });

  it.each<[readonly string[], string]>([
    [["--address", ""], '"address" (--address) must be an IP address or a host name; got ""'],
    [["--quiet", "--verbose"], '"--quiet" and "--verbose" exclude each other'],
    [["--log", "xml"], '"--log" must be "text" or "json"; got "xml"'],
    [["--access-log", "/nowhere/x.log"], '"--access-log" must be a file that can be written; got "/nowhere/x.log"'],
  ])("rejects %j", async (args, expected) => {
    const run = dev(...args);
    expect(await run.ended()).toBe(1);
    expect(run.printed).toContain(expected);
  });

  it("has a help of its own, and so has token", async () => {
    const printed = async (...args: readonly string[]) => {
      const run = new Running([program, ...args], repository);
      runs.push(run);
      expect(await run.ended()).toBe(0);
      return run.printed;
    };
    const [all, ofDev, ofToken] = [
      await printed("--help"),
      await printed("dev", "--help"),
      await printed("token", "--help"),
    ];
    expect(new Set([all, ofDev, ofToken]).size).toBe(3);
    expect([ofDev.includes("--port"), ofToken.includes("--port"), ofToken.includes("<claim>=<value>")]).toEqual([
      true,
      false,
      true,
    ]);
    const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    expect(await printed("--version")).toBe(`${version}\n`);
  });
});
