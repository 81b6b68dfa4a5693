import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { removeProjects } from "../../support/project";
import { closePools, poolOf, until } from "./pool";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const python = (code: string, files: Readonly<Record<string, string>> = {}) => ({
  ...{ runtime: "python3.13", handler: "app.handler" },
  code: { "app.py": code, ...files },
});

jest.setTimeout(60_000);
afterEach(closePools);
afterAll(removeProjects);

(hasPython ? describe : describe.skip)("a Python handler", () => {
  it("answers, with the event and the context of Lambda", async () => {
    const code = `
import os
def handler(event, context):
    assert 0 < context.get_remaining_time_in_millis() <= 20000
    return {"body": event["body"] + "é", "name": context.function_name, "arn": context.invoked_function_arn,
            "local": os.environ["CDKTF_LOCAL"], "own": os.environ["OWN"]}
`;
    const pool = poolOf({ ...python(code), environment: { OWN: "x" } });
    const expected = { body: "hellé", name: "chat", arn: pool.fn.arn, local: "true", own: "x" };
    expect(await pool.result({ body: "hell" })).toEqual({ ...expected, body: "hellé" });
    expect(readdirSync(pool.fn.folder)).not.toContain("__pycache__");
  });

  it("keeps its state between calls, and may be in a package", async () => {
    const files = { "src/__init__.py": "", "src/chat.py": "n = 0\ndef on(e, c):\n  global n\n  n += 1\n  return n\n" };
    const pool = poolOf({ ...python("", files), handler: "src/chat.on" });
    expect([await pool.result(), await pool.result()]).toEqual([1, 2]);
  });

  it.each([
    ["an exception", "def handler(e, c):\n  raise KeyError('a')", "KeyError", "'a'"],
    ["a missing module", "import nothing_here", "Runtime.ImportModuleError", "Unable to import module 'app'"],
    ["a missing function", "x = 1", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"],
    ["invalid syntax", "def (", "Runtime.UserCodeSyntaxError", ""],
    ["an answer that is no JSON", "def handler(e, c):\n  return {1, 2}", "Runtime.MarshalError", "Unable to marshal"],
    ["the end of its process", "import os\ndef handler(e, c):\n  os._exit(3)", "Runtime.ExitError", "exit status 3"],
  ])("fails as on Lambda: %s", async (_, code, errorType, message) => {
    const outcome = await poolOf(python(code)).invoke();
    expect(outcome).toMatchObject({ error: { errorType, errorMessage: expect.stringContaining(message) } });
  });

  it("reports the end of its process although a process that it forked goes on", async () => {
    const code = "import os, time\ndef handler(e, c):\n  if os.fork() == 0:\n    time.sleep(600)\n  os._exit(3)\n";
    await expect(poolOf(python(code)).invoke()).resolves.toMatchObject({ error: { errorType: "Runtime.ExitError" } });
  });

  it("prints what it prints, and a trace with only its own frames", async () => {
    const code = "def handler(e, c):\n  print('hello')\n  raise ValueError('broken')\n";
    const pool = poolOf(python(code));
    await pool.invoke();
    await until(() => pool.lines.length >= 4);
    const text = pool.lines.join("\n");
    expect(text).toContain("stdout: hello");
    expect(text).toContain("[ERROR] ValueError: broken");
    expect(text).toContain("app.py");
    expect(text).not.toContain("main.py");
  });
});

it("output without the end of a line appears all the same", async () => {
  const code = `export const handler = async () => { process.stdout.write("half"); await new Promise(() => {}); };`;
  const pool = poolOf({ code });
  const outcome = pool.invoke();
  await until(() => pool.lines.includes("stdout: half"));
  await closePools();
  await outcome;
});
