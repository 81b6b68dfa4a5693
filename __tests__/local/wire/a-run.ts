// A program of its own, which a test ends in ways that it could not end itself.

import { startLocal } from "../../../lib/local/start-local";

async function main([dir = ""]: readonly string[]): Promise<void> {
  const run = await startLocal({ dir, log: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`url ${run.url.replace("wss:", "ws:")}\n`);
}

void main(process.argv.slice(2));
