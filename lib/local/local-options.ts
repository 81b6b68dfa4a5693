import { didYouMean } from "../spelling/did-you-mean";
import { type Faults, type Limits, limitsOfAws, noFaults } from "./wire/wire-options";

/** Options for running a synthesized app on this machine. */
export interface LocalOptions {
  /**
   * The output folder of `cdktf synth` or `cdktn synth`.
   * @default "cdktf.out"
   */
  readonly dir?: string;
  /**
   * Port of the first API. Each further API and each custom domain uses the next port. The development issuer uses `port`
   * plus 99. 0 chooses free ports.
   * @default 0
   */
  readonly port?: number;
  /**
   * Address to listen on. Everyone who can reach it can call the handlers, so use other addresses than loopback only in
   * closed networks. The run then prints a warning.
   * @default "127.0.0.1"
   */
  readonly address?: string;
  /**
   * Values that are known only after apply: of an attribute (`aws_sqs_queue.jobs.url`), a Terraform variable (`var.name`)
   * or an environment variable of functions. The prefix `<stack>/` limits a value to one stack.
   * @default - none; functions, routes, APIs and domains that need such a value do not work, and a notice names each
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * Whether the start fails for functions, routes, APIs and domains that can't work on this machine: those with a value
   * that is known only after apply, with another runtime, or with an integration that is not emulated.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Region of providers without a region.
   * @default "us-east-1"
   */
  readonly region?: string;
  /**
   * Environment variables for all functions, such as `AWS_ENDPOINT_URL_DYNAMODB`.
   * @default - none
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Starts a development issuer, which the JWT authorizers trust instead of their own issuers. Requires a loopback
   * address.
   * @default - the authorizers trust their own issuers
   */
  readonly issuer?: boolean | DevelopmentIssuerOptions;
  /**
   * Names by which clients may address the run, for a tunnel or a line in `/etc/hosts`, without a port. The run always
   * answers to loopback, to `address`, and to the names of the APIs and domains. Other names are refused, because a web
   * page could let its own name resolve to this machine.
   * @default - no further names
   */
  readonly hosts?: readonly string[];
  /**
   * Origins of web pages that may connect, such as `https://app.example.com`. Pages on loopback always may. `"*"` allows
   * all pages.
   * @default - pages on loopback only
   */
  readonly origins?: readonly string[];
  /**
   * Whether the management API answers requests without a signature. With `"refuse"`, it verifies signatures, with the
   * functions' credentials or with those in `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
   * @default "allow"
   */
  readonly unsigned?: "allow" | "refuse";
  /**
   * Limits of a connection in milliseconds, to reach them sooner than on AWS.
   * @default { idle: 600000, duration: 7200000 }
   */
  readonly limits?: Partial<Limits>;
  /**
   * Faults to simulate from the start. `faults` of the run changes them later.
   * @default - none
   */
  readonly faults?: Partial<Faults>;
  /**
   * Maximum number of processes of one function. Further calls wait.
   * @default 10
   */
  readonly maxInstances?: number;
  /**
   * Receives the output of functions and the messages of the run, line by line.
   * @default - all output is discarded
   */
  readonly log?: (line: string) => void;
}

/** Options of the development issuer. */
export interface DevelopmentIssuerOptions {
  /**
   * Audiences that replace those of the JWT authorizers, for audiences that are known only after apply.
   * @default - the authorizers' own audiences
   */
  readonly audiences?: readonly string[];
}

const known: Readonly<Record<keyof LocalOptions, true>> = {
  dir: true,
  port: true,
  address: true,
  values: true,
  strict: true,
  region: true,
  variables: true,
  issuer: true,
  hosts: true,
  origins: true,
  unsigned: true,
  limits: true,
  faults: true,
  maxInstances: true,
  log: true,
};
const audiences: Readonly<Record<keyof DevelopmentIssuerOptions, true>> = { audiences: true };

/** A sentence for each option that does not exist. Code in JavaScript has no compiler that says so. */
export function unknownOptions(options: LocalOptions): readonly string[] {
  return [
    ...unknownIn(options, known, ""),
    ...unknownIn(options.issuer, audiences, "issuer."),
    ...unknownIn(options.limits, limitsOfAws, "limits."),
    ...unknownIn(options.faults, noFaults(), "faults."),
  ];
}

function unknownIn(given: unknown, names: object, prefix: string): readonly string[] {
  if (typeof given !== "object" || given === null) return [];
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(names, name));
  return unknown.map((name) => `Unknown option "${prefix}${name}". ${didYouMean(name, Object.keys(names))}`);
}
