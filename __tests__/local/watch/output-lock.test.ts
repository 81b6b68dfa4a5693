import { spawnSync } from "node:child_process";
import { readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunLog } from "../../../lib/local/log/run-log";
import { AppRunner } from "../../../lib/local/watch/app-runner";
import { OutputLock } from "../../../lib/local/watch/output-lock";
import { removeProjects } from "../../support/project";
import { newProject } from "./project";

const locks: OutputLock[] = [];

function lockOf(root: string): OutputLock {
  const lock = new OutputLock(join(root, "cdktf.out"));
  locks.push(lock);
  return lock;
}

afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
  jest.useRealTimers();
});
afterAll(removeProjects);

/** Sets the time at which a lock was renewed last. */
const renewedBefore = (lock: OutputLock, seconds: number) => {
  const time = Date.now() / 1000 - seconds;
  utimesSync(lock.path, time, time);
};

describe("the right to run the app into an output", () => {
  it("has one owner at a time, until it is released", () => {
    const root = newProject({});
    const [first, second] = [lockOf(root), lockOf(root)];
    expect([first.acquire(), second.acquire(), first.acquire()]).toEqual([true, false, true]);
    expect(second.owner).toBe(process.pid);
    second.release();
    expect(second.acquire()).toBe(false);
    first.release();
    expect(second.acquire()).toBe(true);
  });

  it.each([
    ["the id of a process that is alive", String(process.ppid)],
    ["nothing", ""],
  ])("is taken over from an owner that does not renew it, whose file contains %s", (_, text) => {
    const lock = lockOf(newProject({}));
    lock.acquire();
    lock.release();
    writeFileSync(lock.path, text);
    expect(lock.acquire()).toBe(false);
    renewedBefore(lock, 60);
    expect(lock.acquire()).toBe(true);
    expect(readdirSync(dirname(lock.path)).filter((name) => name.startsWith("output-"))).toHaveLength(1);
  });

  it("is taken over soon from an owner whose process has ended, unless it is still renewed", () => {
    const lock = lockOf(newProject({}));
    lock.acquire();
    lock.release();
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(lock.path, `${pid} any`);
    expect(lock.acquire()).toBe(false);
    renewedBefore(lock, 5);
    expect(lock.acquire()).toBe(true);
  });

  it("stays with an owner that renews it late, as long as its process runs", () => {
    const lock = lockOf(newProject({}));
    lock.acquire();
    lock.release();
    writeFileSync(lock.path, `${process.ppid} any`);
    renewedBefore(lock, 5);
    expect(lock.acquire()).toBe(false);
  });

  it("is renewed while its owner runs", () => {
    jest.useFakeTimers();
    const lock = lockOf(newProject({}));
    lock.acquire();
    renewedBefore(lock, 60);
    jest.advanceTimersByTime(1500);
    expect(Date.now() - statSync(lock.path).mtimeMs).toBeLessThan(5000);
  });

  it("passes to a run that waits, if the owner ends before it has run the app", async () => {
    const write = "require('fs').mkdirSync('cdktf.out'); require('fs').writeFileSync('cdktf.out/manifest.json', '{}')";
    const root = newProject({ "cdktf.json": JSON.stringify({ app: `node -e "${write}"` }) });
    const owner = lockOf(root);
    owner.acquire();
    const texts: string[] = [];
    const log = new RunLog((event) => void (event.kind === "message" && texts.push(event.text)));
    await new Promise<void>((finished) => {
      const runner = new AppRunner(root, join(root, "cdktf.out"), log, () => {
        runner.close();
        finished();
      });
      runner.start("main.ts");
      expect(texts).toEqual([expect.stringMatching(/another "dev" of this project \(process \d+\) runs the app/)]);
      owner.release();
    });
    expect(texts).toContainEqual(expect.stringContaining("main.ts changed: running node"));
  });
});
