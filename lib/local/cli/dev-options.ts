import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { didYouMean } from "../../spelling/did-you-mean";
import type { LocalOptions } from "../local-options";
import { LocalRunError } from "../local-run-error";
import type { LocalApp } from "../model";
import { valuesOf } from "../output/given-values";

const flags = {
  dir: { type: "string" },
  strict: { type: "boolean" },
  "no-watch": { type: "boolean" },
  port: { type: "string" },
  address: { type: "string" },
  "set-file": { type: "string" },
  set: { type: "string", multiple: true },
  variable: { type: "string", multiple: true },
  region: { type: "string" },
  issuer: { type: "boolean" },
  audience: { type: "string", multiple: true },
  host: { type: "string", multiple: true },
  origin: { type: "string", multiple: true },
  "refuse-unsigned": { type: "boolean" },
  quiet: { type: "boolean" },
  verbose: { type: "boolean" },
  log: { type: "string" },
  "access-log": { type: "string" },
  "idle-timeout": { type: "string" },
  "max-duration": { type: "string" },
  "drop-disconnect": { type: "string" },
  throttle: { type: "string" },
  latency: { type: "string" },
  "max-instances": { type: "string" },
} as const;

/** The options of a command line, as they were written. */
export type DevFlags = ReturnType<typeof devFlags>;

/**
 * Parses the command line of `dev`.
 *
 * @throws LocalRunError for an unknown option or an invalid value
 */
export function devOptions(args: readonly string[], environment: NodeJS.ProcessEnv): LocalOptions {
  const given = devFlags(args);
  if (given.audience && !given.issuer)
    throw new LocalRunError(['"--audience" requires the issuer of this run. Add --issuer.']);
  return {
    port: number("port", given.port, 0, 65_000) ?? 4000,
    values: valuesGiven(given),
    variables: { ...endpoints(environment), ...Object.fromEntries((given.variable ?? []).map(pairOf)) },
    ...(given.strict && { strict: true }),
    ...(given.dir !== undefined && { dir: given.dir }),
    ...(given.address !== undefined && { address: given.address }),
    ...(given.region !== undefined && { region: given.region }),
    ...(given.issuer && { issuer: given.audience ? { audiences: given.audience } : true }),
    ...(given.host && { hosts: given.host }),
    ...(given.origin && { origins: given.origin }),
    ...(given["refuse-unsigned"] && { unsigned: "refuse" }),
    ...instances(given),
    limits: limitsGiven(given),
    faults: faultsGiven(given),
  };
}

/** @throws LocalRunError for an unknown option */
export function devFlags(args: readonly string[]) {
  const unknown = unknownFlag(args);
  if (unknown !== undefined) {
    const known = Object.keys(flags).map((name) => `--${name}`);
    throw new LocalRunError([
      `Unknown option ${JSON.stringify(unknown)}. ${didYouMean(unknown, known, "See --help.")}`,
    ]);
  }
  try {
    return parseArgs({ args: [...args], options: flags, strict: true }).values;
  } catch (error) {
    throw new LocalRunError([`${error instanceof Error ? error.message : String(error)} See --help.`]);
  }
}

function unknownFlag(args: readonly string[]): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options: flags, strict: false, tokens: true });
  return tokens.flatMap((token) =>
    token.kind === "option" && !Object.hasOwn(flags, token.name) ? [token.rawName] : [],
  )[0];
}

/** The values that are known only after apply, of the command line and of the file with values. */
export function valuesGiven({ "set-file": file, set = [] }: DevFlags): NonNullable<LocalOptions["values"]> {
  return { ...(file === undefined ? {} : valuesOf(contentOf(file))), ...Object.fromEntries(set.map(pairOf)) };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new LocalRunError([`"--set-file" must be a readable file; got ${JSON.stringify(file)}.`]);
  }
}

/** Names passed values in messages, by where they come from: `--set QUEUE`, or `QUEUE in .env`. */
export function valueLabels({ "set-file": file, set = [] }: DevFlags): (name: string) => string {
  const names = new Set(set.map((pair) => pairOf(pair)[0]));
  return (name) => (names.has(name) || file === undefined ? `--set ${name}` : `${name} in ${lineIn(file, name)}`);
}

/** A sentence for each `--set` that names nothing in the output. Lines of a file may belong to other programs. */
export function unknownSets({ set = [] }: DevFlags, { unknownValues }: LocalApp): readonly string[] {
  const names = new Set(set.map((pair) => pairOf(pair)[0]));
  return [...unknownValues].flatMap(([name, remedy]) =>
    names.has(name) ? [`"--set" names nothing in the output; got ${JSON.stringify(name)}. ${remedy}`] : [],
  );
}

/** A file and the number of the line that sets a name. */
function lineIn(file: string, name: string): string {
  const lines = contentOf(file).split("\n");
  const index = lines.findIndex((line) => /^\s*(?:export\s+)?([^=]*?)\s*=/.exec(line)?.[1] === name);
  return index < 0 ? file : `${file}, line ${index + 1},`;
}

/** Parses `name=value`. The value may contain further "=". */
export function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new LocalRunError([`A value must have the form <name>=<value>; got ${JSON.stringify(text)}.`]);
  return [text.slice(0, at), text.slice(at + 1)];
}

function endpoints(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const found = Object.entries(environment).filter(([name]) => name.startsWith("AWS_ENDPOINT_URL"));
  return Object.fromEntries(found.map(([name, value]) => [name, value ?? ""]));
}

function limitsGiven(given: DevFlags): NonNullable<LocalOptions["limits"]> {
  const idle = number("idle-timeout", given["idle-timeout"], 0.001, 86_400);
  const duration = number("max-duration", given["max-duration"], 0.001, 86_400);
  return {
    ...(idle !== undefined && { idle: idle * 1000 }),
    ...(duration !== undefined && { duration: duration * 1000 }),
  };
}

function faultsGiven(given: DevFlags): NonNullable<LocalOptions["faults"]> {
  const dropDisconnect = number("drop-disconnect", given["drop-disconnect"], 0, 1);
  const throttle = number("throttle", given.throttle, 0, 1);
  const latency = number("latency", given.latency, 0, 900_000);
  return {
    ...(dropDisconnect !== undefined && { dropDisconnect: dropDisconnect }),
    ...(throttle !== undefined && { throttle }),
    ...(latency !== undefined && { latency }),
  };
}

function instances(given: DevFlags): Pick<LocalOptions, "maxInstances"> {
  const most = number("max-instances", given["max-instances"], 1, 1000);
  return most === undefined ? {} : { maxInstances: most };
}

function number(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new LocalRunError([`"--${flag}" must be a number from ${least} to ${most}; got ${JSON.stringify(text)}.`]);
}
