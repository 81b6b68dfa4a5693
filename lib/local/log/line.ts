import type { Call, CallEnded, CallResult, RunEvent } from "./run-event";
import { visible } from "./visible";

/** The API of a call in the log: the path of its construct, without the part that all APIs of this library share. */
function apiName(api: string): string {
  return api.replace(/\/Api$/, "");
}

/** The columns of a call's line. Everything in them may contain text of a client. */
export function columnsOf(call: Call): readonly string[] {
  return [timeOf(call.time), apiName(call.api), call.action.padEnd(12), call.connectionId ?? "-"].map(visible);
}

/** The last columns of the line: status, duration, size, and why. */
export function resultColumns({ call, durationMs, result }: CallEnded): readonly string[] {
  const size = call.size === undefined ? [] : [`${call.size} B`];
  return [String(result.status), `${Math.round(durationMs)} ms`, ...size, ...reasonsOf(result)];
}

function timeOf(time: number): string {
  const date = new Date(time);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0"));
  return `${parts.join(":")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function reasonsOf({ why, hint }: CallResult): readonly string[] {
  return [why, hint].flatMap((text) => (text === undefined ? [] : visible(text)));
}

/** The line of an event for the option `log` of `startLocal`; undefined for calls without a reason or hint. */
export function plainLine(event: RunEvent): string | undefined {
  if (event.kind === "output") return `${event.function.path}: ${visible(event.text)}`;
  if (event.kind === "message") return visible([event.text, ...(event.details?.split("\n") ?? [])].join(" "));
  const reasons = event.kind === "began" ? [] : reasonsOf(event.result);
  if (event.kind === "began" || reasons.length === 0) return undefined;
  const { call, result } = event;
  return visible(`${call.api}: ${call.action}: ${result.status}, ${reasons.join("; ")}`);
}
