/**
 * The file descriptor of the pipe between a run and a process of a function. Each line is one value in JSON: the event of
 * a call, which asks the process to call its handler, or a report of the process. A process handles one call at a time.
 */
export const reportPipe = 3;

/** An error in Lambda's format. */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** A message of a process: the handler is loaded, or a call ended. */
export type Report =
  | { readonly kind: "ready" }
  /** What the handler returned. */
  | { readonly kind: "result"; readonly result: unknown }
  /** If `fatal`, the process exits after this message. */
  | { readonly kind: "error"; readonly error: ReportedError; readonly fatal: boolean };
