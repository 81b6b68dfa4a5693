type Callback = (error: unknown, answer?: unknown) => void;
type Handler = (this: unknown, ...args: never[]) => unknown;

/** All kinds of Lambda handlers. Each one returns the result of `answer`, or fails with its error. */
export const shapes: Readonly<Record<string, (answer: (event: unknown) => unknown) => Handler>> = {
  "an asynchronous function": (answer) => async (event: unknown) => answer(event),
  "a function that returns a promise": (answer) => (event: unknown) => Promise.resolve(event).then(answer),
  "a function that returns at once": (answer) => (event: unknown) => answer(event),
  "a function that calls back at once": (answer) => (event: unknown, _context: unknown, callback: Callback) =>
    settle(answer, event, callback),
  // This arrow function returns a timer.
  "a function that calls back later": (answer) => (event: unknown, _context: unknown, callback: Callback) =>
    setTimeout(() => settle(answer, event, callback), 1),
  "an asynchronous function that declares a callback":
    (answer) => async (event: unknown, _context: unknown, _callback: Callback) =>
      answer(event),
};

/** Handlers of older wrappers: they use a callback without declaring the parameter. */
export const undeclared =
  (answer: (event: unknown) => unknown) =>
  (...[event, , callback]: readonly [unknown, unknown, Callback]) => {
    setTimeout(() => settle(answer, event, callback), 1);
  };

function settle(answer: (event: unknown) => unknown, event: unknown, callback: Callback): void {
  let result: unknown;
  try {
    result = answer(event);
  } catch (error) {
    callback(error);
    return;
  }
  callback(null, result);
}

/** Calls a handler like Lambda's runtimes: up to Node.js 22 with a callback, later without one. */
export const runtimes: Readonly<Record<string, (handler: unknown, event: unknown) => Promise<unknown>>> = {
  nodejs24: async (handler, event) => {
    if ((handler as Handler).length > 2) throw new Error("Callbacks are not supported.");
    return (handler as Called)(event, context);
  },
  nodejs22: (handler, event) =>
    new Promise((resolve, reject) => {
      const callback: Callback = (error, answer) => (error == null ? resolve(answer) : reject(error));
      const returned = (handler as Called)(event, context, callback);
      if (typeof returned?.then === "function") returned.then(resolve, reject);
    }),
};

type Called = (event: unknown, context: unknown, callback?: Callback) => PromiseLike<unknown> | undefined;
const context = { awsRequestId: "1" };
