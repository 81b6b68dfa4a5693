#!/usr/bin/env node
import { didYouMean } from "../../spelling/did-you-mean";
import { cacheFolder } from "../cache-folder";
import { loadMinting } from "../issuer/development-issuer";
import { mint } from "../issuer/token";
import { LocalRunError } from "../local-run-error";
import { startLocal } from "../start-local";
import { devOptions, pairOf } from "./dev-options";
import { overview } from "./overview";
import { usage } from "./usage";

const commands = ["dev", "token"];

const safety = "Every program on this machine can connect, and web pages on loopback. Use --origin for other pages.";

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function dev(args: readonly string[]): Promise<void> {
  const run = await startLocal({ ...devOptions(args, process.env), log: print });
  print(overview(run));
  print(`Certificate for wss and https: ${run.certificate}`);
  print(safety);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end(run.close));
}

async function end(close: () => Promise<void>): Promise<void> {
  await close();
  process.exit(0);
}

function token(args: readonly string[]): void {
  const minting = loadMinting(cacheFolder());
  if (minting === undefined) throw new LocalRunError(['There is no issuer yet. Run "dev --issuer" first.']);
  const claims = Object.fromEntries(args.map(pairOf).map(([name, value]) => [name, claimOf(value)]));
  print(mint(minting.issuer, minting.key, claims, Date.now()));
}

function claimOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function main([command, ...args]: readonly string[]): Promise<void> {
  const asked = command === undefined || command === "help" || [command, ...args].includes("--help");
  if (asked) print(usage);
  else if (command === "dev") await dev(args);
  else if (command === "token") token(args);
  else
    throw new LocalRunError([
      `Unknown command ${JSON.stringify(command)}. ${didYouMean(command, commands, "See --help.")}`,
    ]);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof LocalRunError ? error.message : errorText(error)}\n`);
  process.exitCode = 1;
});
