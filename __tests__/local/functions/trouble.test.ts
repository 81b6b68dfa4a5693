import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { removeProjects } from "../../support/project";
import { closePools, isRunning, poolOf, until } from "./pool";

afterEach(closePools);
afterAll(removeProjects);

/** Does what the event says; otherwise returns the id of its process. */
const wild = `
export const handler = async ({ what }) => {
  if (what === "exit") process.exit(3);
  if (what === "leave") process.exit(0);
  if (what === "kill") process.kill(process.pid, "SIGKILL");
  if (what === "hang") for (;;);
  if (what === "wait") await new Promise((resolve) => setTimeout(resolve, 1e6));
  if (what === "reject") { Promise.reject(new Error("nobody listens")); await new Promise((r) => setTimeout(r, 1e6)); }
  if (what === "crash") { setImmediate(() => { throw new RangeError("out of nowhere"); }); await new Promise((r) => setTimeout(r, 1e6)); }
  if (what === "leak") { const kept = []; for (;;) kept.push(new Array(1e5).fill(kept.length)); }
  if (what === "buffers") { const kept = []; for (;;) { kept.push(Buffer.alloc(8e6, 1)); await new Promise((r) => setTimeout(r, 1)); } }
  if (what === "pause") await new Promise((resolve) => setTimeout(resolve, 300));
  return process.pid;
};
`;

/** A handler that writes the ids of its processes into a file, `starts`, and then runs other code before it is loaded. */
function recordingStarts(code: string): string {
  return `import fs from "node:fs";
    fs.appendFileSync("starts", process.pid + " ");
    const starts = fs.readFileSync("starts", "utf8").trim().split(" ");
    ${code}
    export const handler = async ({ pause }) => {
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
      return process.pid;
    };`;
}

function startsOf({ fn }: { readonly fn: { readonly folder: string } }): readonly number[] {
  const file = join(fn.folder, "starts");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split(" ").map(Number) : [];
}

/** Makes eight calls at a time until a condition is true, and waits for all of them. */
async function underLoad(call: () => Promise<void>, isOver: () => boolean): Promise<void> {
  let isOn = true;
  const caller = async () => {
    while (isOn) await call();
  };
  const callers = Array.from({ length: 8 }, caller);
  await Promise.race([until(isOver), ...callers]).finally(() => {
    isOn = false;
  });
  await Promise.all(callers);
}

describe("a failing call", () => {
  it.each([
    ["exit", { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error: exit status 3" }],
    ["leave", { errorType: "Runtime.ExitError", errorMessage: "Runtime exited without providing a reason" }],
    ["kill", { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error: signal: SIGKILL" }],
    ["reject", { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: nobody listens" }],
    ["crash", { errorType: "RangeError", errorMessage: "out of nowhere" }],
    ["leak", { errorType: "Runtime.ExitError" }],
  ])("costs that call alone: %s", async (what, error) => {
    const pool = poolOf({ code: wild });
    const others = [pool.result<number>({ what: "pause" }), pool.result<number>({ what: "pause" })];
    await expect(pool.invoke({ what })).resolves.toMatchObject({ error });
    expect(await Promise.all(others)).toEqual([expect.any(Number), expect.any(Number)]);
    await expect(pool.invoke()).resolves.toEqual({ result: expect.any(Number) });
  });

  it.each(["hang", "wait"])("ends after the function's timeout: %s", async (what) => {
    const pool = poolOf({ code: wild, timeoutSeconds: 1 });
    const before = await pool.result<number>();
    await expect(pool.invoke({ what })).resolves.toEqual({
      error: { errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 1.00 seconds" },
      timedOut: true,
    });
    await until(() => !isRunning(before));
    expect(await pool.result<number>()).not.toBe(before);
  });

  (process.platform === "linux" ? it : it.skip)("is ended when it takes more memory than it has", async () => {
    const pool = poolOf({ code: wild });
    await expect(pool.invoke({ what: "buffers" })).resolves.toMatchObject({
      error: { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error: signal: killed" },
    });
  });

  it("writes its error to the function's output", async () => {
    const pool = poolOf({ code: wild });
    await pool.invoke({ what: "reject" });
    await until(() => pool.lines.length > 1);
    expect(pool.lines.join("\n")).toMatch(/^stderr: Unhandled Promise Rejection .*nobody listens/);
  });
});

describe("the output of a function", () => {
  it("arrives line by line, including an unfinished last line", async () => {
    const code = `export const handler = async () => { console.log("one\\ntwo"); console.error("three"); process.stdout.write("fo"); process.stdout.write("ur"); };`;
    const pool = poolOf({ code });
    await pool.invoke();
    await closePools();
    await until(() => pool.lines.length === 4);
    expect(pool.lines.filter((line) => line.startsWith("stdout"))).toEqual([
      "stdout: one",
      "stdout: two",
      "stdout: four",
    ]);
    expect(pool.lines).toContain("stderr: three");
  });

  it("keeps multi-byte characters intact", async () => {
    const code = `export const handler = async () => { const b = Buffer.from("é"); process.stdout.write(b.subarray(0, 1)); await new Promise((r) => setTimeout(r, 50)); process.stdout.write(b.subarray(1)); process.stdout.write("\\n"); };`;
    const pool = poolOf({ code });
    await pool.invoke();
    await until(() => pool.lines.length > 0);
    expect(pool.lines).toEqual(["stdout: é"]);
  });

  it("blocks the function and is not buffered if it is not read", async () => {
    const code = `export const handler = async () => { for (let i = 0; i < 2000; i += 1) process.stdout.write("x".repeat(99999) + "\\n"); };`;
    let taken = 0;
    let release = () => {};
    const open = new Promise<void>((resolve) => {
      release = resolve;
    });
    const pool = poolOf({ code, timeoutSeconds: 60 }, { print: () => (taken++ < 3 ? undefined : open) });
    const before = process.memoryUsage().rss;
    const outcome = pool.invoke();
    await until(() => taken === 4);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    expect(taken).toBe(4);
    expect(grown).toBeLessThan(50);
    release();
    await expect(outcome).resolves.toEqual({ result: null });
    await until(() => taken === 2000);
  });

  it("is split if a line is too long", async () => {
    const code = `export const handler = async () => { process.stdout.write("x".repeat(600 * 1024)); };`;
    const pool = poolOf({ code });
    await pool.invoke();
    await closePools();
    await until(() => pool.lines.length === 3);
    expect(pool.lines.map((line) => line.length - "stdout: ".length)).toEqual([256 * 1024, 256 * 1024, 88 * 1024]);
  });
});

describe("the processes of a function", () => {
  it("handle one call each, up to their limit, while other calls wait", async () => {
    const pool = poolOf({ code: wild }, { maxInstances: 2 });
    const results = await Promise.all(Array.from({ length: 5 }, () => pool.result<number>({ what: "pause" })));
    expect(new Set(results).size).toBe(2);
    expect(pool.warnings).toEqual([
      "chat: 2 calls run at once and further calls wait. Lambda would start more instances.",
    ]);
  });

  it("are not started for calls that soon find the process there is idle again", async () => {
    const pool = poolOf({ code: wild }, { patience: 20_000 });
    const first = await pool.result<number>();
    const results = await Promise.all(Array.from({ length: 20 }, () => pool.result<number>()));
    expect(new Set(results)).toEqual(new Set([first]));
  });

  it("are more if some call is always waiting, although each call is quick", async () => {
    const pool = poolOf({ code: wild }, { patience: 50 });
    const pids = new Set<number>();
    await underLoad(
      async () => void pids.add(await pool.result<number>()),
      () => pids.size > 1,
    );
  });

  it("that are started for quick calls get none before they have loaded their handler", async () => {
    const code = recordingStarts("if (starts.length > 1) await new Promise((resolve) => setTimeout(resolve, 60_000));");
    const pool = poolOf({ code, timeoutSeconds: 1 }, { patience: 500 });
    await underLoad(
      async () => void (await pool.result<number>()),
      () => startsOf(pool).length > 1,
    );
    // It is ended after Lambda's limit for loading.
    await until(() => !isRunning(startsOf(pool)[1] ?? 0));
  });

  it("are not started again for quick calls if one fails to load its handler", async () => {
    const pool = poolOf({ code: recordingStarts('if (starts.length > 1) throw new Error("no");') }, { patience: 200 });
    const end = Date.now() + 2000;
    await underLoad(
      async () => void (await pool.result<number>()),
      () => Date.now() > end,
    );
    expect(startsOf(pool)).toHaveLength(2);
  });

  it("are one for each of two slow calls", async () => {
    const pool = poolOf({ code: recordingStarts("") });
    await pool.result<number>();
    await Promise.all([1, 2].map(() => pool.result<number>({ pause: 500 })));
    expect(startsOf(pool)).toHaveLength(2);
  });

  it("get no call any more once they report that they end, even together with an answer", async () => {
    const fatal = { kind: "error", error: { errorType: "Error", errorMessage: "late", stackTrace: [] }, fatal: true };
    const lines = [{ kind: "result", result: "first" }, fatal].map((line) => `${JSON.stringify(line)}\n`).join("");
    const code = `import fs from "node:fs";
      export const handler = async ({ isLast }) => {
        if (!isLast) return "next";
        fs.writeSync(3, ${JSON.stringify(lines)});
        process.exit(1);
      };`;
    const pool = poolOf({ code }, { patience: 20_000 });
    const [first, next] = await Promise.all([pool.invoke({ isLast: true }), pool.invoke()]);
    expect([first, next]).toEqual([{ result: "first" }, { result: "next" }]);
  });

  it("are started for other calls while the first one loads its handler for long", async () => {
    const code = "await new Promise((r) => setTimeout(r, 3000)); export const handler = async () => process.pid;";
    const pool = poolOf({ code });
    const results = await Promise.all(Array.from({ length: 3 }, () => pool.result<number>()));
    expect(new Set(results).size).toBe(3);
  });

  it("do not exceed the reserved concurrency: further calls are throttled", async () => {
    const pool = poolOf({ code: wild, reservedConcurrency: 1 });
    const first = pool.invoke({ what: "pause" });
    await expect(pool.invoke()).resolves.toEqual({
      error: { errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded." },
    });
    await expect(first).resolves.toEqual({ result: expect.any(Number) });
  });

  it("throttle calls beyond a queue of a thousand", async () => {
    const pool = poolOf({ code: wild }, { maxInstances: 1 });
    const calls = Array.from({ length: 1100 }, () => pool.invoke({}));
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((outcome) => "result" in outcome)).toHaveLength(1001);
  });

  it("are ended when they are idle", async () => {
    const pool = poolOf({ code: wild }, { idleLimit: 100 });
    const pid = await pool.result<number>();
    await until(() => !isRunning(pid));
    await expect(pool.invoke()).resolves.toEqual({ result: expect.any(Number) });
  });

  it("end when the pool is closed, even during a call", async () => {
    const pool = poolOf({ code: wild });
    const idle = await pool.result<number>();
    const calls = [pool.invoke({ what: "hang" }), pool.invoke({ what: "wait" })];
    await closePools();
    expect(isRunning(idle)).toBe(false);
    for (const outcome of await Promise.all(calls)) expect(outcome).toMatchObject({ error: {} });
    await expect(pool.invoke()).resolves.toMatchObject({ error: { errorMessage: "The run has ended" } });
  });
});

const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux("between calls", () => {
  const stateOf = (pid: number) => /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const ticking = `let ticks = 0; setInterval(() => { ticks += 1; }, 5);
    export const handler = async () => [process.pid, ticks];`;

  it("a process is frozen, so that work that was not awaited does not continue", async () => {
    const pool = poolOf({ code: ticking });
    const [pid, before] = await pool.result<[number, number]>();
    await until(() => stateOf(pid) === "T");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [same, after] = await pool.result<[number, number]>();
    expect(same).toBe(pid);
    expect(after - before).toBeLessThan(50);
  });

  it("a process continues without freezing", async () => {
    const pool = poolOf({ code: ticking }, { freeze: false });
    const [pid] = await pool.result<[number, number]>();
    await until(async () => (await pool.result<[number, number]>())[1] > 20);
    expect(stateOf(pid)).not.toBe("T");
  });
});
