import { type CallEnded, levelOf, type RunEvent, shortName } from "./run-event";
import type { LogOptions } from "./terminal-log";
import { jsonLine } from "./visible";

/** Prints the events of a run for programs: one JSON object for each line. */
export function jsonLog(write: (line: string) => void, options: LogOptions = {}): (event: RunEvent) => void {
  return (event) => {
    const isPrinted = event.kind !== "began" && !(options.isQuiet && levelOf(event) === "info");
    if (isPrinted) write(jsonLine(objectOf(event, options)));
  };
}

function objectOf(event: Exclude<RunEvent, { kind: "began" }>, options: LogOptions): object {
  if (event.kind === "ended") return callObject(event, options);
  const time = new Date(event.time).toISOString();
  if (event.kind === "message")
    return { time, type: "message", level: event.level, text: event.text, details: event.details };
  const { function: fn, stream, text, callId } = event;
  return { time, type: "output", function: fn.path, handler: shortName(fn), stream, text, call: callId };
}

function callObject(ended: CallEnded, { isVerbose = false }: LogOptions): object {
  const { call, durationMs, result } = ended;
  const { id, time, ...rest } = call;
  return {
    time: new Date(time).toISOString(),
    type: "call",
    level: levelOf(ended),
    call: id,
    ...rest,
    status: result.status,
    durationMs: Math.round(durationMs * 10) / 10,
    ...(result.why !== undefined && { why: result.why }),
    ...(result.hint !== undefined && { hint: result.hint }),
    ...(isVerbose && { event: result.event, answer: result.answer }),
  };
}
