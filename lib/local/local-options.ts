import type { Faults, Limits } from "./wire/wire-options";

/** How a synthesized app is run on this machine. */
export interface LocalOptions {
  /**
   * What `cdktf synth` wrote.
   * @default "cdktf.out"
   */
  readonly dir?: string;
  /**
   * Port of the first API; each further API, each custom domain and the development issuer has the next one. 0 takes
   * ports that are free.
   * @default 0
   */
  readonly port?: number;
  /**
   * Address to listen on. Whoever reaches it can talk to the handlers, so another than loopback is for closed networks.
   * @default "127.0.0.1"
   */
  readonly address?: string;
  /**
   * Values for what only a deployment knows: an attribute (`aws_sqs_queue.jobs.url`), a variable of Terraform
   * (`var.name`), or an environment variable of functions. `<stack>/` in front means that stack alone.
   * @default - none; what is missing is named when the run starts
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * Region of providers that name none.
   * @default "us-east-1"
   */
  readonly region?: string;
  /**
   * Environment variables for all functions, such as `AWS_ENDPOINT_URL_DYNAMODB`.
   * @default - none
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Puts an issuer of this run in the place of those that the JWT authorizers trust. Listens on loopback only.
   * @default - the authorizers ask their own issuers
   */
  readonly issuer?: boolean | DevelopmentIssuerOptions;
  /**
   * Origins of web pages that may connect, such as `http://localhost:3000`.
   * @default - all
   */
  readonly origins?: readonly string[];
  /**
   * Whether the management API answers requests without a signature.
   * @default "allow"
   */
  readonly unsigned?: "allow" | "refuse";
  /**
   * Limits of a connection in milliseconds, to meet them sooner than on AWS.
   * @default { idle: 600000, duration: 7200000 }
   */
  readonly limits?: Partial<Limits>;
  /**
   * Trouble to begin with. `faults` of the run changes it later.
   * @default - none
   */
  readonly faults?: Partial<Faults>;
  /**
   * Processes of one function at once; what comes on top waits.
   * @default 10
   */
  readonly maxInstances?: number;
  /**
   * Takes what functions print and what the run has to say, line by line.
   * @default - nothing is shown
   */
  readonly log?: (line: string) => void;
}

/** The issuer of a run. */
export interface DevelopmentIssuerOptions {
  /**
   * Audiences of the authorizers whose own can't be known before a deployment.
   * @default - none
   */
  readonly audiences?: readonly string[];
}
