/** A handler as Lambda calls it: asynchronous, with a callback, or returning at once. */
export type AnyHandler = (this: unknown, ...args: never[]) => unknown;

type Callback = (error: unknown, answer?: unknown) => void;
type Called = (this: unknown, event: unknown, context: unknown, callback: Callback) => PromiseLike<unknown> | undefined;

/** Calls a handler of any shape, and waits for its answer. Its errors pass as they are. */
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
    // A handler with a callback may return anything, such as a timer. One that counts its arguments itself declares none.
    if (returned?.then || (handler.length < 3 && (!callback || returned != null))) resolve(returned);
  });
}
