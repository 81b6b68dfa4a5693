import type { Claims } from "./issuer/token";
import type { LocalApp } from "./model";
import type { Faults } from "./wire/wire-options";

/** One API of a run. */
export interface LocalRunApi {
  /** Path of its construct, such as `chat-dev/Chat/Api`. */
  readonly path: string;
  /** Its name on AWS. */
  readonly name: string;
  /** Where clients connect. */
  readonly url: string;
  /** Where the management API's client sends to. */
  readonly managementEndpoint: string;
}

/** A connection that is open. */
export interface LocalConnection {
  /** As `requestContext.connectionId` of its events. */
  readonly connectionId: string;
  /** Path of its API. */
  readonly api: string;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  /** When the last message went either way, in milliseconds since 1970. */
  readonly lastActiveAt: number;
}

/** An event that a function was sent. */
export interface LocalEvent {
  /** Path of the API. */
  readonly api: string;
  /** The route that was selected. */
  readonly routeKey: string;
  /** As the function got it. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects there.
  readonly event: any;
}

/** A synthesized app that runs on this machine. */
export interface LocalRun {
  /** Where clients of the first API connect. */
  readonly url: string;
  /** Where the management API of the first API is. */
  readonly managementEndpoint: string;
  /** All APIs of all stacks. */
  readonly apis: readonly LocalRunApi[];
  /** File with the certificate of https and wss, in PEM, for clients to trust. */
  readonly certificate: string;
  /** What differs from AWS here. */
  readonly notices: readonly string[];
  /**
   * What is served, in full.
   * @internal
   */
  readonly app: LocalApp;
  /** The connections that are open now. */
  connections(): readonly LocalConnection[];
  /** All events that functions behind routes were sent since the start, or since the last call of `clearEvents`. */
  events(): readonly LocalEvent[];
  /** Forgets the events so far. */
  clearEvents(): void;
  /** Puts the clock of connections forward, in milliseconds: those that are idle or too old by then are closed. */
  advanceTime(milliseconds: number): void;
  /** Trouble that is made on purpose. May be changed at any time. */
  readonly faults: Faults;
  /**
   * A token of the development issuer.
   * @throws Error without the option `issuer`
   */
  token(claims?: Claims): string;
  /** Ends everything, and waits until it is gone. */
  close(): Promise<void>;
}
