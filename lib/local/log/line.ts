import type { Call, CallEnded, CallResult, RunEvent } from "./run-event";
import { visible } from "./visible";

/** The API of a call in the log: the path of its construct, without the part that all APIs of this library share. */
function apiName(api: string): string {
  return api.replace(/\/Api$/, "");
}

/** The time of a call, and the other columns of the first half of its line, which may contain text of a client. */
export function callColumns({ time, api, action, connectionId = "-" }: Call): readonly [time: string, others: string] {
  return [timeOf(time), visible(`${apiName(api)}  ${action.padEnd(12)}  ${connectionId}`)];
}

/** The status of a call, and the other columns of the second half of its line: duration, size, and why. */
export function resultColumns({ call, durationMs, result }: CallEnded): readonly [status: string, others: string] {
  const size = call.size === undefined ? "" : `  ${call.size} B`;
  const reasons = ["", ...reasonsOf(result)].join("  ");
  return [String(result.status), `${Math.round(durationMs)} ms${size}${reasons}`];
}

function timeOf(time: number): string {
  const date = new Date(time);
  const digits = (part: number, length = 2) => String(part).padStart(length, "0");
  const minutes = `${digits(date.getHours())}:${digits(date.getMinutes())}`;
  return `${minutes}:${digits(date.getSeconds())}.${digits(date.getMilliseconds(), 3)}`;
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
