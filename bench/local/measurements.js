// What is measured of one server. Each measurement starts the server, and ends it.
const { join } = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");
const { resident, residentOfTree, samplePeak } = require("./memory");
const { Program } = require("./program");
const { started } = require("./servers");

const connections = { echo: 50, idle: 10_000, drop: 400 };
const messages = 100_000;

/** Milliseconds until it listens, and echoes in each second. */
async function measureEcho(server, project) {
  return withServer(server, project, "echo", connections.echo, async ({ listeningMs }, client) => {
    const { perSecond } = await client.line();
    return { listeningMs, perSecond };
  });
}

/** Bytes of the server's own process for each idle connection. */
async function measureIdle(server, project) {
  return withServer(server, project, "idle", connections.idle, async ({ bytesBefore, program }, client) => {
    await client.line(300_000);
    await wait(1000);
    return { idleBytes: (resident(program.pid) - bytesBefore) / connections.idle };
  });
}

/** How long it takes after a drop until all `$disconnect` have run, and the peak memory of all processes meanwhile. */
async function measureDrop(server, project) {
  return withServer(server, project, "drop", connections.drop, async ({ program }, client) => {
    await client.line();
    const peak = samplePeak(program.pid);
    try {
      const begin = performance.now();
      client.go();
      await program.until(() => program.text.split("is gone").length > connections.drop);
      return { settledMs: performance.now() - begin, dropBytes: peak.stop() };
    } finally {
      // Otherwise a server that fails keeps this process running.
      peak.stop();
    }
  });
}

/** The memory of all processes after the last fifth of many messages, as a multiple of that after the first fifth. */
async function measureGrowth(server, project) {
  return withServer(server, project, "messages", messages, async ({ program }, client) => {
    const sizes = [];
    for (let fifth = 0; fifth < 5; fifth++) {
      await client.line(600_000);
      sizes.push(residentOfTree(program.pid));
      // Its own log is no memory of the server.
      program.text = "";
    }
    return { growth: sizes.at(-1) / sizes[0], growthBytes: sizes };
  });
}

async function withServer(server, project, what, count, measure) {
  const running = await started(server, project);
  await wait(300);
  const bytesBefore = resident(running.program.pid);
  const client = new Program(process.execPath, [join(__dirname, "client.js"), what, running.url, String(count)], {});
  try {
    return await measure({ ...running, bytesBefore }, client);
  } finally {
    await client.kill();
    await running.program.kill();
  }
}

const measurements = { echo: measureEcho, drop: measureDrop, idle: measureIdle };

module.exports = { measurements, measureGrowth };
