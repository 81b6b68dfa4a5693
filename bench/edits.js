// `node bench/edits.js`: saves files of a project while clients send messages to it, and measures what a save costs.
const { once } = require("node:events");
const { spawn } = require("node:child_process");
const { rmSync, writeFileSync } = require("node:fs");
const { availableParallelism, loadavg } = require("node:os");
const { join } = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");
const { parseArgs } = require("node:util");
const { context } = require("esbuild");
const WebSocket = require("ws");
const { ask, Dev, handlerWith, mainWith, writeProject } = require("./dev-run");
const { median } = require("./statistics");

const usage = `node bench/edits.js [--saves 200] [--clients 50] [--timed 20]

  --saves     saves under traffic; every eighth one is broken code, every tenth one is of main.ts
  --clients   clients that send messages all the time
  --timed     saves without traffic, whose time until new code answers is measured
`;

const warmups = 20;

async function main() {
  const { values } = parseArgs({
    options: {
      saves: { type: "string", default: "200" },
      clients: { type: "string", default: "50" },
      timed: { type: "string", default: "20" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return void console.log(usage);
  const root = writeProject();
  const dev = await Dev.start(root);
  try {
    console.log(`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node.js ${process.versions.node}`);
    await timeSaves(dev, root, Number(values.timed));
    await saveUnderTraffic(dev, root, Number(values.saves), Number(values.clients));
  } finally {
    await dev.end();
    rmSync(root, { recursive: true, force: true });
  }
}

/** From a save until the first answer of the new code, compared with the floor: `rebuild()` and a new process. */
async function timeSaves(dev, root, count) {
  const socket = await dev.client();
  await dev.printed(/Every program/);
  await ask(socket);
  const times = [];
  const floors = [];
  for (let round = 1; round <= count; round += 1) {
    await wait(150);
    const start = performance.now();
    writeFileSync(join(root, "src/chat.ts"), handlerWith(`timed${round}`));
    await dev.applied(round);
    if (!(await ask(socket)).startsWith(`timed${round} `)) throw new Error("The old code answered.");
    times.push(performance.now() - start);
    floors.push(await floor(root, round));
  }
  await rebuilding.dispose();
  socket.close();
  const [time, least] = [median(times), median(floors)];
  console.log(
    `save to new code: median ${time.toFixed(0)} ms of ${count} saves; must be at most 250 ms on an idle machine`,
  );
  console.log(
    `floor, rebuild() and a new process: median ${least.toFixed(0)} ms; the save takes ${(time / least).toFixed(2)} times as long, and must take at most 1.8 times`,
  );
}

let rebuilding;

async function floor(root, round) {
  const file = join(root, "floor.ts");
  const outfile = join(root, "floor/index.mjs");
  writeFileSync(file, handlerWith(`floor${round}`));
  if (!rebuilding) {
    const options = { bundle: true, platform: "node", format: "esm", entryPoints: [file], outfile, metafile: true };
    rebuilding = await context(options);
    await rebuilding.rebuild();
  }
  const start = performance.now();
  await rebuilding.rebuild();
  const call = `import(${JSON.stringify(outfile)}).then(({ handler }) => handler()).then((answer) => process.stdout.write(answer.body))`;
  const child = spawn(process.execPath, ["--eval", call], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return performance.now() - start;
}

async function saveUnderTraffic(dev, root, saves, clients) {
  const traffic = await Traffic.start(dev, clients);
  const editor = new Editor(root);
  // The first saves load esbuild and fill the heap, in which later ones find free space.
  for (let save = 1; save <= warmups; save += 1) await editor.save();
  await wait(2000);
  const usages = [dev.usage()];
  for (let save = 1; save <= saves; save += 1) {
    await editor.save();
    if (save === Math.floor(saves / 2)) usages.push(dev.usage());
  }
  await traffic.untilAllAnswer(editor.last());
  const { messages, wrong, closed } = await traffic.end();
  await wait(3000);
  usages.push(dev.usage());
  console.log(
    `${saves} saves, ${messages} messages of ${clients} clients: ${closed} connections lost, ${wrong.length} wrong answers ${JSON.stringify(wrong.slice(0, 3))}`,
  );
  console.log(`before, after half of them, and after all: ${usages.map((usage) => JSON.stringify(usage)).join(", ")}`);
  if (closed > 0 || wrong.length > 0) process.exitCode = 1;
}

/** Saves new code, broken code, and the app. */
class Editor {
  saves = 0;
  version = 0;

  constructor(root) {
    this.root = root;
  }

  async save() {
    this.saves += 1;
    if (this.saves % 10 === 0) {
      this.version += 1;
      writeFileSync(join(this.root, "main.ts"), mainWith(this.version));
    } else
      this.write(
        this.saves % 8 === 0 ? "export const handler = async () => {\n  return (\n};\n" : handlerWith(this.saves),
      );
    await wait(100 + Math.random() * 200);
  }

  /** Saves code that works, and returns what it answers. */
  last() {
    this.write(handlerWith("last"));
    return `last ${this.version}`;
  }

  write(text) {
    writeFileSync(join(this.root, "src/chat.ts"), text);
  }
}

/** Clients that send the next message as soon as the last one is answered. */
class Traffic {
  static async start(dev, count) {
    const traffic = new Traffic();
    traffic.sockets = await Promise.all(Array.from({ length: count }, () => dev.client()));
    traffic.loops = traffic.sockets.map((socket) => traffic.loop(socket));
    return traffic;
  }

  messages = 0;
  wrong = [];
  closed = 0;
  latest = new Map();
  isOver = false;

  async loop(socket) {
    socket.on("close", () => {
      if (!this.isOver) this.closed += 1;
    });
    while (!this.isOver && socket.readyState === WebSocket.OPEN) {
      const answer = await ask(socket);
      this.messages += 1;
      this.latest.set(socket, answer);
      if (!/^(\d+|timed\d+|last) \d+$/.test(answer)) this.wrong.push(answer);
      await wait(20);
    }
  }

  async untilAllAnswer(expected) {
    while (!this.sockets.every((socket) => this.latest.get(socket) === expected)) await wait(50);
  }

  async end() {
    this.isOver = true;
    await Promise.all(this.loops);
    for (const socket of this.sockets) socket.close();
    return this;
  }
}

main().then(
  () => process.exit(),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
