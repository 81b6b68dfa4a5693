/** What a process is asked: one call at a time. */
export interface InvokeMessage {
  readonly requestId: string;
  readonly event: unknown;
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** As Lambda reports an error. */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** What a process tells: that the handler is loaded, and what came of a call. */
export type Report =
  | { readonly kind: "ready" }
  /** What the handler returned, as JSON. */
  | { readonly kind: "result"; readonly json: string }
  /** `fatal`: the process ends with it. */
  | { readonly kind: "error"; readonly error: ReportedError; readonly fatal: boolean };
