import type { OutputStream } from "../functions/instance";
import type { LocalFunction } from "../local-function";

/** Something that happened in a run. The log prints it for a terminal, as JSON, or in a stage's access log. */
export type RunEvent = CallBegan | CallEnded | FunctionOutput | RunMessage;

/** What API Gateway was asked to do: to open or close a connection, to route a message, or to manage a connection. */
export interface Call {
  /** Identifies the call in the events of a run. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Path of the API's construct. */
  readonly api: string;
  /** `CONNECT`, `DISCONNECT`, a route key, or a method of `@connections`. */
  readonly action: string;
  readonly connectionId?: string;
  /** Size of the message in bytes. */
  readonly size?: number;
}

/** How a call ended. */
export interface CallResult {
  /** An HTTP status, or the close code of a connection. */
  readonly status: number;
  /** Why the call failed. */
  readonly why?: string;
  /** What the user should change, the same for each call of the route. */
  readonly hint?: string;
  /** Whether `why` is about an error of the handler or of the run. */
  readonly isError?: boolean;
  /** The event that was sent to the function of the route. */
  readonly event?: unknown;
  /** The answer of the function. */
  readonly answer?: unknown;
  /** The line for the access log of the stage. Not set for calls that API Gateway does not log. */
  readonly access?: AccessLine;
}

export interface AccessLine {
  /** The stage's own format. */
  readonly format: string;
  /** `requestContext` of the event. The log adds the status and the duration. */
  readonly context: Readonly<Record<string, unknown>>;
}

interface CallBegan {
  readonly kind: "began";
  readonly call: Call;
}

export interface CallEnded {
  readonly kind: "ended";
  readonly call: Call;
  readonly durationMs: number;
  readonly result: CallResult;
}

/** A line that a function printed. */
export interface FunctionOutput {
  readonly kind: "output";
  readonly time: number;
  readonly function: LocalFunction;
  readonly stream: OutputStream;
  readonly text: string;
  /** The call during which it was printed. */
  readonly callId?: number;
}

/** A message of the run to its user. */
export interface RunMessage {
  readonly kind: "message";
  readonly time: number;
  readonly level: "info" | "warning" | "error";
  readonly text: string;
  /** Further lines, such as an error of esbuild. */
  readonly details?: string;
}

/** How important an event is. With `--quiet`, only warnings, errors and the output of functions are printed. */
export function levelOf(event: RunEvent): "output" | "info" | "warning" | "error" {
  if (event.kind === "output") return "output";
  if (event.kind === "message") return event.level;
  if (event.kind === "began") return "info";
  const { isError, why, hint } = event.result;
  if (isError) return "error";
  return why === undefined && hint === undefined ? "info" : "warning";
}

/** The name of a function in the log: its handler as in the source, such as `src/chat.handler`. */
export function shortName({ source, path, handler }: LocalFunction): string {
  if (source?.handler !== undefined) return `${source.handler.replace(/\.[^./]+$/, "")}.${source.export}`;
  return path.includes("/") ? (path.split("/").at(-2) ?? path) : handler;
}
