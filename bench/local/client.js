// The clients of a measurement: `node client.js <what> <url> [count]`. Speaks JSON lines with the program that starts it:
// it prints results, and reads the line that ends it.
const { once } = require("node:events");
const { setTimeout: wait } = require("node:timers/promises");
// The version of the library. In bench/node_modules is the one of serverless-offline.
const { WebSocket } = require("../../node_modules/ws");

const text = '{"action":"none","text":"hello"}';
const warmupMs = 1500;
const measuredMs = 3000;
/** Further connections wait, so that the backlog of the server's port is never full. */
const openedAtOnce = 20;

const programs = {
  /** Every connection sends a message, and the next one after each echo. */
  async echo(url, count) {
    const echoed = startEchoes(await open(url, count));
    await wait(warmupMs);
    const [before, start] = [echoed(), performance.now()];
    await wait(measuredMs);
    return { perSecond: ((echoed() - before) / (performance.now() - start)) * 1000 };
  },

  /** Sends messages over 50 connections until `count` of them were echoed, and reports after each fifth of them. */
  async messages(url, count) {
    const echoed = startEchoes(await open(url, 50));
    for (let fifth = 1; fifth <= 5; fifth++) {
      while (echoed() < (count * fifth) / 5) await wait(20);
      report({ echoed: echoed() });
    }
    return {};
  },

  /** Holds connections until a line arrives. */
  async idle(url, count) {
    await open(url, count);
    report({ open: count });
    await once(process.stdin, "data");
    return {};
  },

  /** Drops all connections at once, without a close frame, when a line arrives. */
  async drop(url, count) {
    const clients = await open(url, count);
    report({ open: count });
    await once(process.stdin, "data");
    for (const client of clients) client.terminate();
    return {};
  },
};

async function open(url, count) {
  const clients = [];
  while (clients.length < count) {
    const few = Array.from({ length: Math.min(openedAtOnce, count - clients.length) }, () => opened(url));
    clients.push(...(await Promise.all(few)));
  }
  return clients;
}

async function opened(url) {
  const client = new WebSocket(url, { perMessageDeflate: false });
  await once(client, "open");
  return client;
}

/** Returns the number of echoes so far. */
function startEchoes(clients) {
  let echoes = 0;
  for (const client of clients) {
    client.on("message", (data) => {
      if (String(data) !== text) throw new Error(`It answered ${data}`);
      echoes += 1;
      client.send(text);
    });
    client.send(text);
  }
  return () => echoes;
}

function report(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function main() {
  const [what, url, count] = process.argv.slice(2);
  report(await programs[what](url, Number(count)));
  process.exit();
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
