// A separate program, so that a test can kill it.

import { startLocal } from "../../../lib/local/start-local";

async function main([dir = ""]: readonly string[]): Promise<void> {
  const run = await startLocal({ dir, log: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`url ${run.url.replace("wss:", "ws:")}\n`);
}

void main(process.argv.slice(2));
