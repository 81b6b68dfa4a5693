// The servers that are compared. Each has a function that starts it, and a pattern for the line with its URL.
const { createServer } = require("node:net");
const { join } = require("node:path");
const { Program } = require("./program");

const bench = join(__dirname, "..");

const servers = [
  {
    name: "ws",
    title: "plain `ws`, no functions",
    pattern: /listening on (\S+)/,
    start: startWs,
    measured: ["echo", "idle"],
  },
  {
    name: "serverlessOffline",
    title: "serverless-offline",
    pattern: /\[websocket\] listening on (\S+)/,
    start: startServerlessOffline,
    // It calls $connect for each of 10,000 connections in a thread of its own, which takes minutes.
    measured: ["echo", "drop"],
  },
  {
    name: "dev",
    title: "`dev` of this library",
    pattern: /clients +wss:\/\/(localhost:\d+\/\S+),/,
    start: startDev,
    measured: ["echo", "drop", "idle"],
  },
];

/** Starts a server. Returns its program, its URL, and the milliseconds until it listened. */
async function started({ start, pattern }, project) {
  const begin = performance.now();
  const program = await start(project);
  try {
    const [, found] = await program.printed(pattern);
    const listeningMs = performance.now() - begin;
    return { program, url: found.includes("://") ? found : `ws://${found}`, listeningMs };
  } catch (error) {
    await program.kill();
    throw error;
  }
}

function startWs() {
  return new Program(process.execPath, [join(__dirname, "ws-server.js")], {});
}

function startDev({ folder }) {
  const library = join(folder, "node_modules/cdktf-apigateway-websocket");
  const { bin } = require(join(library, "package.json"));
  const command = join(library, bin["cdktf-apigateway-websocket"]);
  return new Program(process.execPath, [command, "dev", "--port", "0"], { cwd: folder });
}

/** Its version 14 requires version 4 of the Serverless Framework, which runs only with an account. */
async function startServerlessOffline({ serverless }) {
  const [websocket, http, lambda] = [await freePort(), await freePort(), await freePort()];
  const ports = ["--websocketPort", websocket, "--httpPort", http, "--lambdaPort", lambda].map(String);
  return new Program(
    process.execPath,
    [join(bench, "node_modules/serverless/bin/serverless.js"), "offline", ...ports, "--host", "127.0.0.1"],
    { cwd: serverless, env: { ...process.env, SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" } },
  );
}

function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

module.exports = { servers, started };
