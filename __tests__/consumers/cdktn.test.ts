import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import { Consumer } from "./consumer";
import { constructsAsValues, messagesForValues, project } from "./programs";
import { itIsUsed } from "./uses";

const message = (specifier: string) =>
  `try { require("${specifier}") } catch (error) { console.log(JSON.stringify(error.message)) }`;

describe("a project with CDK Terrain", () => {
  let consumer: Consumer;

  beforeAll(() => {
    consumer = new Consumer(project("cdktn"));
    consumer.npm("install");
  });

  itIsUsed("cdktn", () => consumer);

  it("gets nothing of CDKTF, and an error that names the entry point for CDK Terrain", () => {
    expect(existsSync(join(consumer.root, "node_modules/cdktf"))).toBe(false);
    expect(consumer.evaluate(message("cdktf-apigateway-websocket"))).toBe(
      '"cdktf-apigateway-websocket" is for CDKTF; got a project with "cdktn" and no "cdktf", "@cdktf/provider-aws", "@cdktf/provider-archive". Import "cdktf-apigateway-websocket/cdktn" for CDK Terrain, or run "npm install cdktf@0.21 @cdktf/provider-aws@21 @cdktf/provider-archive@11".',
    );
  });

  it("names its own command in the help", () => {
    const help = consumer.run("npx", ["cdktf-apigateway-websocket", "dev", "--help"]);
    expect(help).toContain("Output folder of 'cdktn synth' (");
  });

  it("gets an error that names Cloudflare's bindings for CDK Terrain", () => {
    const script = `try { require("cdktf-apigateway-websocket/cdktn").cloudflare.dns() }
      catch (error) { console.log(JSON.stringify(error.message)) }`;
    expect(consumer.evaluate(script)).toBe(
      '"cloudflare.dns()" needs the package "@cdktn/provider-cloudflare", which is not installed; got MODULE_NOT_FOUND. Run "npm install @cdktn/provider-cloudflare".',
    );
  });

  it("works with constructs 10.6.0", () => {
    consumer.npm("install", "--no-save", "constructs@10.6.0");
    consumer.run(process.execPath, ["main.cjs"]);
    expect(consumer.evaluate(constructsAsValues("cdktn"))).toEqual(messagesForValues);
  });

  it.each(["20", "22", "24"])("is required, imported, synthesized and served by Node.js %s", async (version) => {
    const programs = new Consumer({ "package.json": "{}" });
    programs.npm("install", `node@${version}`);
    const node = join(programs.root, "node_modules/node/bin/node");
    expect(programs.run(node, ["--version"])).toMatch(new RegExp(`^v${version}\\.`));
    for (const program of ["main.cjs", "main.mjs"]) consumer.run(node, [program]);
    expect(await echoOf(consumer, node)).toBe('{"a":1}');
  });

  it("gets an error that names a missing package", () => {
    consumer.npm("uninstall", "--no-save", "@cdktn/provider-archive");
    expect(consumer.evaluate(message("cdktf-apigateway-websocket/cdktn"))).toBe(
      '"cdktf-apigateway-websocket/cdktn" needs packages that are not installed; got no "@cdktn/provider-archive". Run "npm install @cdktn/provider-archive@14".',
    );
  });
});

/** Serves a project whose `$connect` is open, and returns the answer to a message. */
async function echoOf(consumer: Consumer, node: string): Promise<string> {
  const open = `const { App, TerraformStack } = require("cdktn");
    const { AwsProvider } = require("@cdktn/provider-aws/lib/provider");
    const { ArchiveProvider } = require("@cdktn/provider-archive/lib/provider");
    const { aws } = require("cdktf-apigateway-websocket/cdktn");
    const app = new App({ outdir: "open.out" });
    const stack = new TerraformStack(app, "open-dev");
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    new ArchiveProvider(stack, "archive");
    new aws.ApiGatewayWebSocket(stack, "Api").route("$default", "src/echo.handler", { reply: true });
    app.synth();`;
  consumer.run(node, ["--eval", open]);
  const library = join(consumer.root, "node_modules/cdktf-apigateway-websocket");
  const { bin } = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
  const command = join(library, bin["cdktf-apigateway-websocket"]);
  const served = spawn(node, [command, "dev", "--dir", "open.out", "--port", "0"], { cwd: consumer.root });
  try {
    const [, url] = await new Promise<RegExpExecArray>((found, failed) => {
      let printed = "";
      served.stdout.on("data", (chunk) => {
        printed += chunk;
        const match = /clients\s+wss(:\/\/localhost:\d+\/\$default)/.exec(printed);
        if (match) found(match);
      });
      served.on("exit", () => failed(new Error(printed)));
    });
    const socket = new WebSocket(`ws${url}`);
    await once(socket, "open");
    socket.send('{"a":1}');
    const [answer] = await once(socket, "message");
    socket.close();
    return String(answer);
  } finally {
    served.kill("SIGINT");
    await once(served, "exit");
  }
}
