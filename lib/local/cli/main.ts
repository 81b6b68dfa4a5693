#!/usr/bin/env node
import { libraryVersion } from "../../bundle/library-root";
import { didYouMean } from "../../spelling/did-you-mean";
import { cacheFolder } from "../cache-folder";
import { loadMinting } from "../issuer/development-issuer";
import { mint } from "../issuer/token";
import { LocalRunError } from "../local-run-error";
import { dev } from "./dev";
import { pairOf } from "./dev-options";
import { devUsage, tokenUsage, usage } from "./usage";

const commands = ["dev", "token"];

/** Lines that are not written yet. Those of one turn of the event loop are written together. */
let unwritten = "";

function print(line: string): void {
  if (unwritten === "") setImmediate(write);
  unwritten += `${line}\n`;
}

function write(): void {
  const text = unwritten;
  unwritten = "";
  if (text !== "") process.stdout.write(text);
}

process.on("exit", write);

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
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
  const wantsHelp = args.includes("--help");
  if (command === undefined || command === "help" || command === "--help") print(usage());
  else if (command === "--version") print(libraryVersion());
  else if (command === "dev") await (wantsHelp ? print(devUsage()) : dev(args, print));
  else if (command === "token") await (wantsHelp ? print(tokenUsage) : token(args));
  else
    throw new LocalRunError([
      `Unknown command ${JSON.stringify(command)}. ${didYouMean(command, commands, "See --help.")}`,
    ]);
}

// A reader such as `head` may close its end of the pipe at any time. The function processes end with this one.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof LocalRunError ? error.message : errorText(error)}\n`);
  process.exitCode = 1;
});
