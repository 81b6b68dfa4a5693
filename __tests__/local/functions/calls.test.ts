import { removeProjects } from "../../support/project";
import { closePools, poolOf, until } from "./pool";

afterEach(closePools);
afterAll(removeProjects);

const esm = (body: string) => `export const handler = ${body};\n`;
const cjs = (body: string) => ({ "index.js": `exports.handler = ${body};\n` });

describe("a handler", () => {
  it.each([
    ["an async function of an ES module", esm("async (event) => ({ got: event.body })"), { got: "hello" }],
    ["a plain function that returns a promise", cjs("(event) => Promise.resolve(event.body)"), "hello"],
    ["a function of a .cjs file", { "index.cjs": "exports.handler = async (event) => event.body;\n" }, "hello"],
    [
      "a .js file of a package of ES modules",
      { "package.json": '{ "type": "module" }', "index.js": esm("async (event) => event.body") },
      "hello",
    ],
    ["a function that returns nothing", esm("async () => {}"), null],
    [
      "one that returns what JSON changes",
      esm("async () => ({ at: new Date(0), none: undefined })"),
      { at: "1970-01-01T00:00:00.000Z" },
    ],
    ["a callback", cjs("(event, context, callback) => { setTimeout(() => callback(null, event.body), 5); }"), "hello"],
    ["context.succeed", cjs("(event, context) => { context.succeed(event.body); }"), "hello"],
    ["context.done", cjs("(event, context) => { context.done(null, event.body); }"), "hello"],
    ["a callback that is never called, with an empty event loop", cjs("() => {}"), null],
  ])("answers: %s", async (_, code, result) => {
    await expect(poolOf({ code }).invoke({ body: "hello" })).resolves.toEqual({ result });
  });

  it("may be in a subfolder, and inside an exported object", async () => {
    const code = { "src/chat.mjs": "export const on = { message: async () => 'found' };\n" };
    await expect(poolOf({ code, handler: "src/chat.on.message" }).invoke()).resolves.toEqual({ result: "found" });
  });

  it.each([
    ["of a CommonJS module", { "index.cjs": "exports.default = async () => 'found';\n" }],
    ["of compiled TypeScript", { "index.js": "exports.__esModule = true;\nexports.default = async () => 'found';\n" }],
    ["of an ES module", { "index.mjs": "export default async () => 'found';\n" }],
  ])("may be the default export %s", async (_, code) => {
    await expect(poolOf({ code, handler: "index.default" }).invoke()).resolves.toEqual({ result: "found" });
  });

  it("is not a CommonJS module itself, as on Lambda", async () => {
    const code = { "index.cjs": "module.exports = async () => 'found';\n" };
    await expect(poolOf({ code, handler: "index.default" }).invoke()).resolves.toMatchObject({
      error: { errorType: "Runtime.HandlerNotFound" },
    });
  });

  it("returns a callback's answer only when the event loop is empty", async () => {
    const code = cjs(
      "(e, c, callback) => { const o = {}; setTimeout(() => { o.late = true; }, 30); callback(null, o); }",
    );
    await expect(poolOf({ code }).invoke()).resolves.toEqual({ result: { late: true } });
  });

  it("does not wait with callbackWaitsForEmptyEventLoop = false", async () => {
    const code = cjs(
      "(e, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1000); callback(null, 'now'); }",
    );
    await expect(poolOf({ code }).invoke()).resolves.toEqual({ result: "now" });
  });

  it("gets a context", async () => {
    const code = esm(
      "async (event, { getRemainingTimeInMillis, ...context }) => ({ ...context, left: getRemainingTimeInMillis() })",
    );
    const { awsRequestId, left, ...context } = await poolOf({ code, runtime: "nodejs24.x" }).result<
      Record<string, unknown>
    >();
    expect(awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(20_000);
    expect(context).toEqual({
      functionName: "chat",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:chat",
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/chat",
      logStreamName: "local",
    });
  });

  it("keeps its state between calls", async () => {
    const pool = poolOf({ code: `let count = 0;\n${esm("async () => (count += 1)")}` });
    expect([await pool.result(), await pool.result(), await pool.result()]).toEqual([1, 2, 3]);
  });

  it("can't send messages in the runtime's name", async () => {
    const code = esm("async () => [typeof process.send, process.argv.length]");
    await expect(poolOf({ code }).invoke()).resolves.toEqual({ result: ["undefined", 2] });
  });

  it.each(["process.stdout.write(text)", "process.stderr.write(text)", "fs.writeSync(1, text)"])(
    "can't answer by what it prints: %s",
    async (print) => {
      const forged = JSON.stringify({ kind: "result", result: "forged" });
      const handler = esm(`async () => { const text = ${JSON.stringify(`${forged}\n`)}; ${print}; return "own"; }`);
      const pool = poolOf({ code: `import fs from "node:fs";\n${handler}` });
      await expect(pool.invoke()).resolves.toEqual({ result: "own" });
      await until(() => pool.lines.some((line) => line.endsWith(forged)));
    },
  );

  it.each([
    ["writes to the pipe of its process", 'fs.writeSync(3, "nonsense\\n"); return "own";'],
    ["writes a number to it", 'fs.writeSync(3, "5\\n"); return "own";'],
    ["writes null to it", 'fs.writeSync(3, "null\\n"); return "own";'],
    ["writes an error without a message to it", 'fs.writeSync(3, \'{"kind":"error"}\\n\'); return "own";'],
    ["changes JSON.stringify", 'JSON.stringify = () => "nonsense\\nsense"; return "own";'],
  ])("ends only its own process if it %s", async (_, body) => {
    const code = `import fs from "node:fs";\n${esm(`async ({ bad }) => { if (!bad) return "good"; ${body} }`)}`;
    const pool = poolOf({ code });
    await expect(pool.invoke({ bad: true })).resolves.toMatchObject({ error: { errorType: "Runtime.ExitError" } });
    await expect(pool.invoke()).resolves.toEqual({ result: "good" });
  });

  it("passes texts with line separators and of megabytes unchanged", async () => {
    const pool = poolOf({ code: esm("async ({ text }) => text + text") });
    const text = `a\nb\r\u2028\u2029\u0000\ud83d\ude00${"é".repeat(1024 * 1024)}`;
    await expect(pool.result({ text })).resolves.toBe(text + text);
  });
});

describe("an error", () => {
  it.each([
    ["thrown", esm("async () => { throw new TypeError('no'); }"), { errorType: "TypeError", errorMessage: "no" }],
    [
      "thrown as text",
      esm("async () => { throw 'Unauthorized'; }"),
      { errorType: "string", errorMessage: "Unauthorized" },
    ],
    ["given to a callback", cjs("(e, c, callback) => callback('Unauthorized')"), { errorMessage: "Unauthorized" }],
    [
      "given to context.fail",
      cjs("(e, context) => context.fail(new Error('no'))"),
      { errorType: "Error", errorMessage: "no" },
    ],
    ["thrown by a plain function", cjs("() => { throw new RangeError('no'); }"), { errorType: "RangeError" }],
    ["for a promise that is never settled", esm("() => new Promise(() => {})"), { errorType: "Runtime.NodeJsExit" }],
    ["for a result that is not JSON", esm("async () => ({ big: 1n })"), { errorType: "Runtime.JSONStringifyError" }],
    ["for a result over 6 MB", esm("async () => 'x'.repeat(6291557)"), { errorType: "Function.ResponseSizeTooLarge" }],
    [
      "of a missing export",
      esm("undefined"),
      { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is undefined or not exported" },
    ],
    [
      "of a missing module",
      `import "./nowhere.mjs";\n${esm("async () => 1")}`,
      { errorType: "Runtime.ImportModuleError" },
    ],
    ["of the syntax", "export const handler = ;", { errorType: "Runtime.UserCodeSyntaxError" }],
    ["at loading", "throw new Error('at once');", { errorType: "Error", errorMessage: "at once" }],
  ])("is reported: %s", async (_, code, error) => {
    await expect(poolOf({ code }).invoke()).resolves.toMatchObject({ error });
  });

  it("contains a stack trace", async () => {
    const outcome = await poolOf({ code: esm("async () => { throw new Error('no'); }") }).invoke();
    const [first, second] = "error" in outcome ? (outcome.error.stackTrace ?? []) : [];
    expect([first, second]).toEqual(["Error: no", expect.stringContaining("index.mjs:1:")]);
  });

  it("is raised for a callback on a runtime without callbacks", async () => {
    const code = cjs("(event, context, callback) => callback(null, 1)");
    await expect(poolOf({ code, runtime: "nodejs24.x" }).invoke()).resolves.toMatchObject({
      error: { errorType: "Runtime.CallbackHandlerDeprecated" },
    });
  });

  it("of the handler does not end its process", async () => {
    const code = `let count = 0;\n${esm("async ({ fail }) => { count += 1; if (fail) throw new Error('no'); return count; }")}`;
    const pool = poolOf({ code });
    await pool.invoke({ fail: true });
    await expect(pool.result()).resolves.toBe(2);
  });
});
