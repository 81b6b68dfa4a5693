import type { OutputStream } from "../functions/instance";
import type { LocalFunction } from "../local-function";
import type { Call, CallResult, RunEvent, RunMessage } from "./run-event";

/** A call that has begun. */
export interface OpenCall {
  readonly id: number;
  /** Logs the result of the call. */
  end(result: CallResult): void;
}

/** The one place through which all events of a run pass. */
export class RunLog {
  private calls = 0;

  constructor(private readonly take: ((event: RunEvent) => void) | undefined) {}

  public begin(call: Omit<Call, "id" | "time">): OpenCall {
    this.calls += 1;
    const { take, calls: id } = this;
    if (take === undefined) return { id, end: () => undefined };
    const { api, action, connectionId, size } = call;
    const begun: Call = { id, time: Date.now(), api, action, connectionId, size };
    const start = performance.now();
    take({ kind: "began", call: begun });
    return {
      id,
      end: (result) => take({ kind: "ended", call: begun, durationMs: performance.now() - start, result }),
    };
  }

  public output(fn: LocalFunction, stream: OutputStream, text: string, callId: number | undefined): void {
    const output = { kind: "output", time: Date.now(), function: fn, stream, text } as const;
    this.take?.(callId === undefined ? output : { ...output, callId });
  }

  public message(level: RunMessage["level"], text: string, details?: string): void {
    this.take?.({ kind: "message", time: Date.now(), level, text, ...(details !== undefined && { details }) });
  }
}
