/** The evidence for AWS's behaviour: its documentation, captured traffic, an issue, or an observation with the SDK. */
type Evidence = "doc" | "cap" | "iss" | "run";

/** An action of a connected client. */
export type Step =
  /** Sends a text, bytes, or the frames of one text. Then waits for the given number of frames, one by default. */
  | { readonly send: string | Buffer | readonly string[]; readonly frames?: number }
  /** Calls the management API by the SDK, for this connection or for another id. */
  | {
      readonly call: "post" | "get" | "delete";
      readonly id?: string;
      readonly data?: string | Buffer;
      readonly under?: string;
    }
  /** Calls the management API without the SDK, with the encoded id. */
  | { readonly request: string; readonly method?: string; readonly path: (id: string) => string }
  | { readonly close: readonly [code?: number, reason?: string] }
  | { readonly cut: true }
  | { readonly ping: true }
  /** Waits until the client is closed. */
  | { readonly until: "closed" | "disconnected" }
  /** Advances the clock of connections. Local runs only. */
  | { readonly skip: number };

/** The request by which a client connects. */
export interface Connect {
  /** Path after the API's URL. */
  readonly path?: string;
  /** A stage in place of the API's stage. */
  readonly stage?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  readonly plain?: boolean;
}

/** What was observed. */
export interface Seen {
  /** The status of a rejected connection. */
  status?: number;
  body?: string;
  /** The error of the client itself. */
  error?: string;
  protocol?: string;
  /** Received messages, parsed if they are JSON. */
  readonly frames: unknown[];
  /** Received messages as they were sent. */
  readonly texts: string[];
  readonly binary: boolean[];
  readonly answers: unknown[];
  closed?: { readonly code: number; readonly reason: string };
  /** The events that were sent to functions. Local runs only. */
  readonly events: { readonly routeKey: string; readonly event: unknown }[];
}

/** One behaviour of API Gateway. */
export interface Row {
  /** Section of the specification. */
  readonly section: string;
  readonly says: string;
  readonly evidence: Evidence;
  readonly api: "Plain" | "Bare" | "Guarded" | "Simple" | "Nested" | "Domain";
  readonly connect?: Connect;
  readonly steps?: readonly Step[];
  readonly expected: object;
  /** Whether the row needs the events or the clock of a local run. */
  readonly localOnly?: boolean;
}
