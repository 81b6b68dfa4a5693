import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ProcessReaper } from "../../../lib/local/functions/process-reaper";
import { isRunning, until } from "./pool";

const onPosix = process.platform === "win32" ? describe.skip : describe;

interface Told {
  readonly pids: readonly number[];
  readonly folder: string;
}

/** A parent with frozen, hanging and waiting processes and their children. */
async function family(): Promise<{ readonly parent: ChildProcess; readonly pids: readonly number[] }> {
  const parent = spawn(process.execPath, ["--require", "sucrase/register", join(__dirname, "parent.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(parent.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const { pids, folder }: Told = JSON.parse(String(line));
  rmSync(folder, { recursive: true });
  return { parent, pids };
}

onPosix("when the run dies", () => {
  jest.setTimeout(60_000);

  it.each(["SIGKILL", "SIGINT", "SIGTERM", "SIGHUP", "SIGABRT"] as const)(
    "by %s, no process is left",
    async (signal) => {
      const { parent, pids } = await family();
      parent.kill(signal);
      await once(parent, "exit");
      await until(() => !pids.some(isRunning));
    },
  );
});

onPosix("the reaper", () => {
  const sleeper = () => spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
  const shellOf = (reaper: ProcessReaper) => (reaper as unknown as { readonly shell?: ChildProcess }).shell;

  it("kills watched processes, but not forgotten ones", async () => {
    const reaper = new ProcessReaper();
    const [watched, forgotten] = [sleeper(), sleeper()];
    for (const { pid } of [watched, forgotten]) reaper.watch(pid as number);
    reaper.forget(forgotten.pid as number);
    const ended = once(watched, "exit");
    reaper.close();
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(isRunning(forgotten.pid as number)).toBe(true);
    forgotten.kill();
  });

  it("restarts when it is killed itself", async () => {
    const reaper = new ProcessReaper();
    const watched = sleeper();
    reaper.watch(watched.pid as number);
    const shell = shellOf(reaper) as ChildProcess;
    shell.kill("SIGKILL");
    await until(() => shellOf(reaper) !== undefined && shellOf(reaper) !== shell);
    const ended = once(watched, "exit");
    reaper.close();
    expect(await ended).toEqual([null, "SIGKILL"]);
  });
});
