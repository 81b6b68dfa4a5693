import { setTimeout as wait } from "node:timers/promises";
import type { FunctionInvoker, Invocation } from "../functions/invocation";
import type { LocalFunction } from "../local-function";
import type { LocalApi, LocalRoute } from "../model";
import type { Faults, Observer } from "./wire-options";

/** The outcome of an integration: the function's answer, or a failure. */
export type IntegrationOutcome = { readonly answer: unknown } | IntegrationFailure;

/** Why an integration has no answer. */
export interface IntegrationFailure {
  readonly failure: "failed" | "timed out";
  readonly why: string;
}

/** Calls the functions of routes and authorizers, with API Gateway's timeouts. */
export class Integrations {
  constructor(
    private readonly functions: FunctionInvoker,
    private readonly faults: Faults,
    private readonly observer: Observer,
  ) {}

  /** Calls a route's function. A route without a function answers with status 200. */
  public async call(api: LocalApi, route: LocalRoute, event: unknown, callId: number): Promise<IntegrationOutcome> {
    if (route.unavailable !== undefined) return { failure: "failed", why: route.unavailable };
    if (route.function === undefined) return { answer: { statusCode: 200 } };
    this.observer.event({ api, routeKey: route.routeKey, event });
    const outcome = await this.ask(route.function, event, route.timeoutMs, callId);
    if (outcome === "late") return { failure: "timed out", why: `no answer after ${route.timeoutMs} ms` };
    return outcomeOf(outcome);
  }

  /** Calls the function of `$disconnect`. Nobody waits for its answer, so the call may wait for a process. */
  public async notify(api: LocalApi, route: LocalRoute, event: unknown, callId: number): Promise<IntegrationOutcome> {
    if (route.unavailable !== undefined) return { failure: "failed", why: route.unavailable };
    if (route.function === undefined) return { answer: undefined };
    this.observer.event({ api, routeKey: route.routeKey, event });
    if (this.faults.latency > 0) await wait(this.faults.latency);
    return outcomeOf(await this.functions.invoke(route.function, event, { isAsynchronous: true, callId }));
  }

  /** Calls a function; "late" if it does not answer within the timeout. */
  public ask(fn: LocalFunction, event: unknown, timeoutMs: number, callId: number): Promise<Invocation | "late"> {
    return new Promise((resolve) => {
      const begin = () => {
        const late = setTimeout(() => resolve("late"), timeoutMs).unref();
        void this.functions.invoke(fn, event, { callId }).then((outcome) => {
          clearTimeout(late);
          resolve(outcome);
        });
      };
      if (this.faults.latency > 0) setTimeout(begin, this.faults.latency);
      else begin();
    });
  }
}

function outcomeOf(invocation: Invocation): IntegrationOutcome {
  if ("result" in invocation) return { answer: invocation.result };
  const { errorType, errorMessage } = invocation.error;
  return { failure: "failed", why: `${errorType}: ${errorMessage}` };
}
