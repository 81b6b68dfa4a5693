import type { LocalFunction } from "../../../lib/local/local-function";
import { accessLine } from "../../../lib/local/log/access-log";
import { jsonLog } from "../../../lib/local/log/json-log";
import type { Call } from "../../../lib/local/log/run-event";
import { RunLog } from "../../../lib/local/log/run-log";
import { TerminalLog, type TerminalOptions } from "../../../lib/local/log/terminal-log";
import { visible } from "../../../lib/local/log/visible";

const fn = { path: "dev/Chat/Route a/Handler/Function", handler: "index.handler" } as LocalFunction;
const call: Omit<Call, "id" | "time"> = {
  api: "dev/Chat/Api",
  action: "send",
  connectionId: "L0SM9cOFvHcCIhw=",
  size: 4,
};

function terminal(options: TerminalOptions = {}) {
  const lines: string[] = [];
  const printer = new TerminalLog((line) => lines.push(line), options);
  return { lines, printer, log: new RunLog(printer.take) };
}

// A log waits a moment for output that belongs together. On a busy machine a moment is long.
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A line without its time and duration. */
const stable = (line: string) => line.replace(/^\d\d:\d\d:\d\d\.\d{3}/, "TIME").replace(/\d+ ms/, "N ms");

describe("a terminal", () => {
  it("shows one line for each call, with the output of its function and its name once below it", () => {
    const { lines, log } = terminal();
    const open = log.begin(call);
    log.output(fn, "stdout", "one", open.id);
    log.output(fn, "stdout", "two", open.id);
    open.end({ status: 200 });
    // Output that arrives a moment after the answer belongs to the call too.
    log.output(fn, "stdout", "three", open.id);
    jest.advanceTimersByTime(50);
    expect(lines.map(stable)).toEqual([
      "TIME  dev/Chat  send          L0SM9cOFvHcCIhw=  200  N ms  4 B",
      "    Handler  one",
      "             two",
      "             three",
    ]);
  });

  it("shows everything that still waits when the run ends", () => {
    const { lines, printer, log } = terminal();
    const open = log.begin(call);
    log.output(fn, "stdout", "one", open.id);
    open.end({ status: 200 });
    log.output(fn, "stdout", "two", log.begin(call).id);
    printer.flush();
    expect(lines.map(stable)).toEqual([
      "TIME  dev/Chat  send          L0SM9cOFvHcCIhw=  200  N ms  4 B",
      "    Handler  one",
      "TIME  dev/Chat  send          L0SM9cOFvHcCIhw=  …",
      "    Handler  two",
    ]);
  });

  it("shows the output of a long call before its end", () => {
    const { lines, log } = terminal();
    const open = log.begin(call);
    log.output(fn, "stdout", "working", open.id);
    jest.advanceTimersByTime(700);
    expect(lines.map(stable)).toEqual(["TIME  dev/Chat  send          L0SM9cOFvHcCIhw=  …", "    Handler  working"]);
    open.end({ status: 200 });
    jest.advanceTimersByTime(50);
    expect(lines).toHaveLength(3);
  });

  it("is quiet about calls that succeed, and never about warnings, errors and output", () => {
    const { lines, log } = terminal({ isQuiet: true });
    log.begin(call).end({ status: 200 });
    log.message("info", "hello");
    const open = log.begin(call);
    log.output(fn, "stderr", "printed", open.id);
    open.end({ status: 500, why: "broken", isError: true });
    log.message("warning", "careful");
    jest.advanceTimersByTime(50);
    const shown = lines.map(stable).join("\n");
    expect(shown).toContain("printed");
    expect(shown).toContain("500  N ms  4 B  broken");
    expect(shown).toContain("careful");
    expect(shown).not.toMatch(/ 200 |hello/);
  });

  it("shows events and answers whole if it is verbose", () => {
    const { lines, log } = terminal({ isVerbose: true });
    log.begin(call).end({ status: 200, event: { body: "x\u001b[2J" }, answer: { statusCode: 200 } });
    jest.advanceTimersByTime(50);
    expect(lines.slice(1)).toEqual(['    event   {"body":"x\\u001b[2J"}', '    answer  {"statusCode":200}']);
  });

  it("has colours only if it supports them", () => {
    for (const hasColours of [false, true]) {
      const { lines, log } = terminal({ hasColours });
      log.begin(call).end({ status: 200 });
      jest.advanceTimersByTime(50);
      expect(lines.join().includes("\u001b[")).toBe(hasColours);
    }
  });
});

describe("control characters", () => {
  const evil = "a\r\n12:00:00.000  forged\u001b[2K\u009b1A\u2028\u202eb\u0007";

  it("are escaped, except tabs", () => {
    expect(visible(`x\t${evil}`)).toBe(
      "x\ta\\u000d\\u000a12:00:00.000  forged\\u001b[2K\\u009b1A\\u2028\\u202eb\\u0007",
    );
  });

  it("of clients and handlers can't forge lines, in text or JSON", () => {
    const { lines, log } = terminal();
    const json: string[] = [];
    const both = [log, new RunLog(jsonLog((line) => json.push(line), { isVerbose: true }))];
    for (const each of both) {
      const open = each.begin({ ...call, action: evil, connectionId: evil });
      each.output(fn, "stdout", evil, open.id);
      open.end({ status: 200, why: evil, event: { body: evil } });
      each.message("warning", evil);
    }
    jest.advanceTimersByTime(50);
    expect([lines.length, json.length]).toEqual([3, 3]);
    for (const line of [...lines, ...json]) expect(line).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(JSON.parse(json[0] ?? "")).toMatchObject({ type: "output", text: evil });
  });
});

it("JSON has one object for each event, with the same facts", () => {
  const lines: string[] = [];
  const log = new RunLog(jsonLog((line) => lines.push(line)));
  log.begin(call).end({ status: 403, why: "not allowed" });
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    ...{ time: expect.stringMatching(/^\d{4}-.*Z$/), type: "call", level: "warning", call: 1, ...call },
    ...{ status: 403, durationMs: expect.any(Number), why: "not allowed" },
  });
});

describe("a line of the access log", () => {
  it.each([
    ["$context.routeKey $context.status", "send 200"],
    ['{"ip":"$context.identity.sourceIp","none":"$context.messageId"}', '{"ip":"::1","none":"-"}'],
    ["$context.error.message|$context.requestId.", "-|r1."],
    ['{"agent":"$context.identity.userAgent"}', '{"agent":"a\\"b\\nc"}'],
    ["$context.__proto__ $context.identity", "- -"],
  ])("replaces the variables of AWS: %s", (format, expected) => {
    const identity = { sourceIp: "::1", userAgent: 'a"b\nc' };
    expect(accessLine(format, { routeKey: "send", status: 200, requestId: "r1", identity })).toBe(expected);
  });
});
