import type { LambdaContext } from "./context";
import { once } from "./once";
import { RuntimeError } from "./reported-error";

export type HandlerOutcome = { readonly value: unknown } | { readonly thrown: unknown };

/**
 * Calls a handler as a Lambda runtime does. Passes each outcome to `settle`, which ignores all but the first. Passes to
 * `onEmpty` an action for the moment when the event loop is empty.
 */
type Convention = (
  handler: (...args: unknown[]) => unknown,
  event: unknown,
  context: LambdaContext,
  settle: (outcome: HandlerOutcome) => void,
  onEmpty: (act: () => void) => void,
) => void;

/** The first Node.js version on Lambda without callback-based handlers. */
const withoutCallbacks = 24;

export function conventionOf(runtime: string, handler: { readonly length: number }): Convention {
  const version = Number(/^nodejs(\d+)/.exec(runtime)?.[1]);
  if (version < withoutCallbacks) return withCallbacks;
  if (handler.length < 3) return returning;
  throw new RuntimeError(
    "CallbackHandlerDeprecated",
    "AWS Lambda has removed callback-based handlers with Node.js 24: return the answer, or a promise of it.",
  );
}

const returning: Convention = (handler, event, context, settle, onEmpty) => {
  onEmpty(() => settle({ thrown: neverSettled() }));
  const run = async () => handler(event, context);
  run().then(
    (value) => settle({ value }),
    (thrown: unknown) => settle({ thrown }),
  );
};

const withCallbacks: Convention = (handler, event, context, settle, onEmpty) => {
  let waits = true;
  // The answer of a callback waits until the event loop is empty. The answer of a context method is sent at once.
  const finish = (thrown: unknown, value: unknown, atOnce: boolean): void => {
    if (thrown !== undefined && thrown !== null) settle({ thrown });
    else if (atOnce || !waits) settle({ value });
    else onEmpty(() => settle({ value }));
  };
  const members = {
    get callbackWaitsForEmptyEventLoop() {
      return waits;
    },
    set callbackWaitsForEmptyEventLoop(value: boolean) {
      waits = value;
    },
    succeed: (value: unknown) => finish(null, value, true),
    fail: (thrown: unknown) => finish(thrown ?? "handled", undefined, true),
    done: (thrown: unknown, value: unknown) => finish(thrown, value, true),
  };
  const full = Object.assign(members, context);
  onEmpty(() => settle({ value: null }));
  const callback = once((thrown: unknown, value: unknown) => finish(thrown, value, false));
  try {
    const returned = handler(event, full, callback);
    if (!isThenable(returned)) return;
    onEmpty(() => settle({ thrown: neverSettled() }));
    returned.then(
      (value) => settle({ value }),
      (thrown) => settle({ thrown }),
    );
  } catch (thrown) {
    settle({ thrown });
  }
};

function neverSettled(): Error {
  return new RuntimeError("NodeJsExit", "The handler returned a promise that is never settled.");
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}
