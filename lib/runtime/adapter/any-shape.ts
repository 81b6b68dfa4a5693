/** A Lambda handler of any kind: asynchronous, with a callback, or synchronous. */
export type AnyHandler = (this: unknown, ...args: never[]) => unknown;

type Callback = (error: unknown, answer?: unknown) => void;
type Called = (this: unknown, event: unknown, context: unknown, callback: Callback) => PromiseLike<unknown> | undefined;

/** Calls a handler of any kind, and waits for its answer. Errors of the handler are not changed. */
export function answerOf(
  handler: AnyHandler,
  self: unknown,
  event: unknown,
  context?: unknown,
  callback?: unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = (handler as Called).call(self, event, context, (error, answer) =>
      error == null ? resolve(answer) : reject(error),
    );
    // A handler with a callback may return anything, such as a timer. A handler that reads `arguments` declares none.
    const { length } = handler;
    if (returned?.then || (length < 3 && (length || !callback || returned != null))) resolve(returned);
  });
}
