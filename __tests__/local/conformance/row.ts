/** How well it is known that AWS does so: its documentation, something captured there, an issue, or seen with the SDK. */
type Evidence = "doc" | "cap" | "iss" | "run";

/** What a client does once it is connected. */
export type Step =
  /** Sends a text, several bytes, or frames of one text; waits for as many frames to come, one without a word of it. */
  | { readonly send: string | Buffer | readonly string[]; readonly frames?: number }
  /** Calls the management API by the SDK: of this connection, or of an id. */
  | {
      readonly call: "post" | "get" | "delete";
      readonly id?: string;
      readonly data?: string | Buffer;
      readonly under?: string;
    }
  /** The same by hand, with the id as the path has it. */
  | { readonly request: string; readonly method?: string; readonly path: (id: string) => string }
  | { readonly close: readonly [code?: number, reason?: string] }
  | { readonly cut: true }
  | { readonly ping: true }
  /** Waits until the client knows of its end. */
  | { readonly until: "closed" | "disconnected" }
  /** Puts the clock of connections forward. On this machine only. */
  | { readonly skip: number };

/** How a client connects. */
export interface Connect {
  /** Behind the API's URL. */
  readonly path?: string;
  /** In the place of the API's stage. */
  readonly stage?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  readonly plain?: boolean;
}

/** What came of it. */
export interface Seen {
  /** Of a connection that was not opened. */
  status?: number;
  body?: string;
  /** Why the client itself gave up. */
  error?: string;
  protocol?: string;
  /** JSON as what it says, else the text. */
  readonly frames: unknown[];
  /** As they were sent. */
  readonly texts: string[];
  readonly binary: boolean[];
  readonly answers: unknown[];
  closed?: { readonly code: number; readonly reason: string };
  /** What functions were sent. On this machine only. */
  readonly events: { readonly routeKey: string; readonly event: unknown }[];
}

/** One thing that API Gateway does. */
export interface Row {
  /** Of the specification. */
  readonly section: string;
  readonly says: string;
  readonly evidence: Evidence;
  readonly api: "Plain" | "Bare" | "Guarded" | "Simple" | "Nested" | "Domain";
  readonly connect?: Connect;
  readonly steps?: readonly Step[];
  readonly expected: object;
  /** Whether it takes a look inside, or a clock that can be put forward. */
  readonly localOnly?: boolean;
}
