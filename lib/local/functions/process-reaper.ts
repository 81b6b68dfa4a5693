import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";

/** Reads lists of process groups, and kills the groups of the last list when the input ends. */
const script = 'while read -r line; do last=$line; done; for group in $last; do kill -s KILL -- "-$group"; done';

/**
 * Kills the watched process groups when this process dies, even by SIGKILL. A frozen or busy process would not notice
 * that its parent is gone. On Windows processes of functions are never frozen, and exit by themselves.
 */
export class ProcessReaper {
  private readonly groups = new Set<number>();
  private shell: ChildProcess | undefined;

  public watch(group: number): void {
    this.groups.add(group);
    this.sendGroups();
  }

  public forget(group: number): void {
    this.groups.delete(group);
    this.sendGroups();
  }

  public close(): void {
    this.shell?.removeAllListeners("exit");
    this.shell?.stdin?.end();
    this.shell = undefined;
  }

  private sendGroups(): void {
    if (process.platform === "win32") return;
    this.shell ??= this.start();
    this.shell.stdin?.write(`${[...this.groups].join(" ")}\n`);
  }

  private start(): ChildProcess {
    // In a process group of its own, so that Ctrl-C does not reach it.
    const shell = spawn("/bin/sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"], env: {} });
    shell.stdin.on("error", () => undefined);
    shell.on("error", () => undefined);
    shell.on("exit", () => {
      this.shell = undefined;
      if (this.groups.size > 0) this.sendGroups();
    });
    shell.unref();
    // The pipe must not keep this process running either.
    (shell.stdin as Socket).unref();
    return shell;
  }
}
