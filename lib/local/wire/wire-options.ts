import type { LocalApi, LocalRoute } from "../model";

/** What is observed of a run, by its log or by a test. */
export interface Observer {
  /** An event that a function is sent. */
  event(sent: { readonly api: LocalApi; readonly routeKey: string; readonly event: unknown }): void;
  /** A sentence for people. */
  log(text: string): void;
}

/** Limits of a connection, in milliseconds. */
export interface Limits {
  /** How long a connection may be without a message either way. */
  readonly idle: number;
  /** How long a connection may last. */
  readonly duration: number;
}

/** API Gateway's own, which nobody can raise. */
export const limitsOfAws: Limits = { idle: 10 * 60 * 1000, duration: 2 * 60 * 60 * 1000 };

/** The largest message in bytes, in either direction. */
export const messageLimit = 128 * 1024;

/** Trouble that AWS makes now and then, to be met on purpose. May be changed while the run goes on. */
export interface Faults {
  /** Share of the calls of the management API that are answered with 429, 0 to 1. */
  throttle: number;
  /** Share of the closed connections for which `$disconnect` is not called, 0 to 1. */
  dropDisconnect: number;
  /** Milliseconds that each call of a function waits before it begins. */
  latency: number;
}

export function noFaults(): Faults {
  return { throttle: 0, dropDisconnect: 0, latency: 0 };
}

export function routeOf({ routes }: LocalApi, routeKey: string): LocalRoute | undefined {
  return routes.find((route) => route.routeKey === routeKey);
}
