import type { LocalFunction } from "../local-function";

/** The outcome of a call: the handler's return value, converted to JSON and back, or the error. */
export type Invocation =
  | { readonly result: unknown }
  /** `timedOut` is set if the call exceeded the function's own timeout. */
  | { readonly error: InvocationError; readonly timedOut?: boolean };

/** An error in Lambda's format. */
interface InvocationError {
  /** The class of the thrown error, or one of Lambda's own types, such as `Runtime.ExitError` or `Sandbox.Timedout`. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
}

/** Credentials of one function. They identify its calls to the management API. */
export interface FunctionCredentials {
  readonly function: LocalFunction;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** How a function is called. */
export interface InvokeOptions {
  /** Whether the call waits for a free process for as long as necessary, as Lambda's asynchronous calls do. */
  readonly isAsynchronous?: boolean;
  /** The call in the log of the run, which the output of the function belongs to. */
  readonly callId?: number;
}

/** Runs functions in separate processes. */
export interface FunctionInvoker {
  /**
   * Calls a function. Never rejects: failures are part of the outcome. The caller implements API Gateway's timeout; as
   * on AWS, the function then continues until its own timeout.
   */
  invoke(fn: LocalFunction, event: unknown, options?: InvokeOptions): Promise<Invocation>;
  /** The credentials of all functions, by access key id. */
  readonly credentials: ReadonlyMap<string, FunctionCredentials>;
  /** Ends all processes, including running calls. */
  close(): Promise<void>;
}
