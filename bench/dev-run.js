// A project whose files a benchmark edits, and the command "dev" that serves it.
const { once } = require("node:events");
const { spawn } = require("node:child_process");
const { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, symlinkSync, writeFileSync } =
  require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");
const WebSocket = require("ws");

const repository = resolve(__dirname, "..");
const sucrase = join(repository, "node_modules/sucrase/register");
const command = ["--require", sucrase, join(repository, "lib/local/cli/main.ts"), "dev", "--port", "0"];

function writeProject() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "edits-")));
  mkdirSync(join(root, "src"));
  mkdirSync(join(root, "node_modules"));
  for (const name of ["cdktf", "constructs", "@cdktf", "@aws-sdk", "@smithy", "@aws-crypto", "tslib"])
    symlinkSync(join(repository, "node_modules", name), join(root, "node_modules", name));
  writeFileSync(join(root, "cdktf.json"), JSON.stringify({ app: `node --require ${sucrase} main.ts` }));
  writeFileSync(join(root, "tsconfig.json"), "{}");
  writeFileSync(join(root, "main.ts"), mainWith(0));
  writeFileSync(join(root, "src/chat.ts"), handlerWith("0"));
  return root;
}

/** An app with one more variable for each version. */
function mainWith(version) {
  return `
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { aws } from ${JSON.stringify(join(repository, "lib"))};

const app = new App();
const stack = new TerraformStack(app, "edits");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new ArchiveProvider(stack, "archive");
const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
api.route("$default", { handler: "src/chat.handler", environment: { VERSION: "${version}" } }, { reply: true });
app.synth();
`;
}

function handlerWith(version) {
  return `export const handler = async () => ({ statusCode: 200, body: "${version} " + process.env.VERSION });\n`;
}

/** A running command "dev". */
class Dev {
  static async start(root) {
    const child = spawn(process.execPath, [...command, "--max-instances", "4"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const dev = new Dev(child);
    const [, port] = await dev.printed(/wss:\/\/localhost:(\d+)\//);
    dev.url = `ws://localhost:${port}/$default`;
    return dev;
  }

  constructor(child) {
    this.child = child;
    this.text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        // Only the end is needed, and the output of many messages is long.
        this.text = (this.text + chunk).slice(-1_000_000);
      });
  }

  async printed(pattern) {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found) return found;
      if (this.child.exitCode !== null) throw new Error(`dev ended:\n${this.text}`);
      await wait(2);
    }
  }

  /** Waits until new code was applied so many times. */
  async applied(times) {
    while (this.text.split(": new code of ").length <= times) await wait(2);
  }

  async client() {
    const socket = new WebSocket(this.url);
    await once(socket, "open");
    return socket;
  }

  /** Processes of functions, and the memory of the run itself in MB. */
  usage() {
    const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === this.child.pid);
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return { processes: children.length, megabytes: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024) };
  }

  async end() {
    this.child.kill("SIGTERM");
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
  }
}

function parentOf(pid) {
  try {
    return Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
  } catch {
    return undefined;
  }
}

async function ask(socket) {
  socket.send('{"action":"x"}');
  const [data] = await once(socket, "message");
  return String(data);
}

module.exports = { ask, Dev, handlerWith, mainWith, writeProject };
