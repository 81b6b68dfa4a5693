import type { LocalFunction } from "../local-function";

/** What came of a call: what the handler returned, as JSON carries it, or why there is nothing. */
export type Invocation =
  | { readonly result: unknown }
  | { readonly error: InvocationError /** The function's own timeout. */; readonly timedOut?: boolean };

/** As Lambda reports it. */
interface InvocationError {
  /** The error's class, or Lambda's own, such as `Runtime.ExitError` or `Sandbox.Timedout`. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
}

/** Credentials that belong to one function, by which its calls to the management API are known. */
export interface FunctionCredentials {
  readonly function: LocalFunction;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Runs functions in processes of their own. */
export interface FunctionInvoker {
  /**
   * Calls a function. Never rejects: whatever goes wrong is the call's own outcome. How long API Gateway waits is the
   * caller's affair, as it is on AWS: the function goes on until its own timeout.
   */
  invoke(fn: LocalFunction, event: unknown): Promise<Invocation>;
  /** By access key. */
  readonly credentials: ReadonlyMap<string, FunctionCredentials>;
  /** Ends all processes, running calls too. */
  close(): Promise<void>;
}
