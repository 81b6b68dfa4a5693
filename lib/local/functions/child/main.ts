import { Socket } from "node:net";
import { inspect } from "node:util";
import { conventionOf, type HandlerOutcome } from "./call-handler";
import { contexts } from "./context";
import { readLines } from "./json-lines";
import { loadHandler } from "./load-handler";
import { type Report, reportPipe } from "./messages";
import { once } from "./once";
import { RuntimeError, reportedError } from "./reported-error";

const [folder = "", file = "", path = "", runtime = "", arn = "", timeoutMs] = process.argv.splice(2);
const contextOf = contexts({ arn, timeoutMs: Number(timeoutMs) });
/** The pipe to the run. What a handler prints uses other pipes, so that it can't be mistaken for an answer. */
const pipe = new Socket({ fd: reportPipe, readable: true, writable: true });
// A handler may replace the members of JSON.
const { parse, stringify } = JSON;

/** Node.js has no public API to make a stream's writes blocking. */
interface StreamWithHandle {
  readonly _handle?: { readonly setBlocking?: (blocking: boolean) => void };
}

/** Lambda's limit for an answer, in bytes. */
const longestAnswer = 6 * 1024 * 1024 + 100;

// As on Lambda, printing blocks, so that all output is written before the process is frozen.
for (const { _handle: handle } of [process.stdout, process.stderr] as readonly StreamWithHandle[])
  handle?.setBlocking?.(true);

// Exits when the parent exits. The process reaper kills processes that are stopped or busy at that time.
pipe.on("error", endAll).on("end", endAll);

let whenEmpty: (() => void) | undefined;
// Node.js emits this event when the event loop is empty. The pipe is unreferenced during a call.
process.on("beforeExit", () => {
  const act = whenEmpty;
  whenEmpty = undefined;
  if (act) setImmediate(act);
  pipe.ref();
});

process.on("uncaughtException", (error) => die("Uncaught Exception", error, 129));
process.on("unhandledRejection", (reason) => {
  const error = new RuntimeError("UnhandledPromiseRejection", String(reason));
  if (reason instanceof Error) error.stack = reason.stack;
  die("Unhandled Promise Rejection", error, 128);
});

// Also kills all processes that the handler started: on POSIX this process leads its own process group.
function endAll(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit();
  }
}

function report(message: Report, then?: () => void): void {
  write(stringify(message), then);
}

function write(line: string, then?: () => void): void {
  pipe.write(`${line}\n`, then);
}

function die(what: string, error: unknown, code: number): void {
  log(what, error);
  report({ kind: "error", error: reportedError(error), fatal: true }, () => process.exit(code));
}

function log(what: string, error: unknown): void {
  process.stderr.write(`${what} ${inspect(error)}\n`);
}

function fail(thrown: unknown): void {
  log("Invoke Error", thrown);
  report({ kind: "error", error: reportedError(thrown), fatal: false });
}

function succeed(value: unknown): void {
  try {
    const json = JSON.stringify(value === undefined ? null : value) ?? "null";
    const size = Buffer.byteLength(json);
    if (size <= longestAnswer) {
      // The same as a report of the value, which has been converted already. A handler may have replaced JSON.stringify by
      // one that breaks lines.
      write(`{"kind":"result","result":${json.replaceAll("\n", " ")}}`);
      return;
    }
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${longestAnswer} bytes).`;
    const error = { errorType: "Function.ResponseSizeTooLarge", errorMessage, stackTrace: [] };
    report({ kind: "error", error, fatal: false });
  } catch (error) {
    fail(new RuntimeError("JSONStringifyError", `Unable to stringify response body: ${(error as Error).message}`));
  }
}

async function serveCalls(): Promise<void> {
  const handler = await loadHandler(folder, file, path.split("."));
  const convention = conventionOf(runtime, handler);
  readLines(pipe, (line) => {
    const event: unknown = parse(line);
    pipe.unref();
    const settle = once((outcome: HandlerOutcome) => {
      whenEmpty = undefined;
      pipe.ref();
      if ("thrown" in outcome) fail(outcome.thrown);
      else succeed(outcome.value);
    });
    convention(handler as never, event, contextOf(), settle, (act) => {
      whenEmpty = act;
    });
  });
  report({ kind: "ready" });
}

serveCalls().catch((error: unknown) => {
  log("Init Error", error);
  report({ kind: "error", error: reportedError(error), fatal: true }, () => process.exit(1));
});
