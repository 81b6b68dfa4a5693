import type { Claims } from "./issuer/token";
import type { LocalApp } from "./model";
import type { Faults } from "./wire/wire-options";

/** One API of a run. */
export interface LocalRunApi {
  /** Path of its construct, such as `chat-dev/Chat/Api`. */
  readonly path: string;
  /** Name of the API on AWS. */
  readonly name: string;
  /** URL that clients connect to. */
  readonly url: string;
  /** Endpoint of the management API (`@connections`). */
  readonly managementEndpoint: string;
}

/** An open connection. */
export interface LocalConnection {
  /** The id in `requestContext.connectionId` of its events. */
  readonly connectionId: string;
  /** Path of its API. */
  readonly api: string;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  /** Time of the last message in either direction, in milliseconds since 1970. */
  readonly lastActiveAt: number;
}

/** An event that was sent to a function. */
export interface LocalEvent {
  /** Path of the API. */
  readonly api: string;
  /** The route that was selected. */
  readonly routeKey: string;
  /** The event as the function received it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they expect.
  readonly event: any;
}

/** A synthesized app that runs on this machine. */
export interface LocalRun {
  /** URL that clients of the first API connect to. */
  readonly url: string;
  /** Endpoint of the first API's management API. */
  readonly managementEndpoint: string;
  /** All APIs of all stacks. */
  readonly apis: readonly LocalRunApi[];
  /** Path of the certificate for https and wss, in PEM. Clients must trust it. */
  readonly certificate: string;
  /** Differences from AWS in this run. */
  readonly notices: readonly string[];
  /**
   * The complete model of what is served.
   * @internal
   */
  readonly app: LocalApp;
  /** The currently open connections. */
  connections(): readonly LocalConnection[];
  /** All events that were sent to functions of routes since the start or the last call of `clearEvents`. */
  events(): readonly LocalEvent[];
  /** Removes all recorded events. */
  clearEvents(): void;
  /** Advances the clock of connections, in milliseconds. Connections that exceed a limit by then are closed. */
  advanceTime(milliseconds: number): void;
  /** The simulated faults. May be changed at any time. */
  readonly faults: Faults;
  /**
   * Creates a signed token of the development issuer.
   * @throws Error without the option `issuer`
   */
  token(claims?: Claims): string;
  /**
   * Reads the output again and serves it, for example after another synthesis. Connections stay open if their API still
   * exists, and calls under way end on the old code.
   * @throws LocalRunError if the output can't be served; the run then serves the app that it served before
   */
  reload(): Promise<void>;
  /** Stops everything, and resolves when all processes have ended. */
  close(): Promise<void>;
}
