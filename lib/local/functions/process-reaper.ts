import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";

/** Reads lists of process groups, and ends those of the last one when nobody writes any more. */
const script = 'while read -r line; do last=$line; done; for group in $last; do kill -s KILL -- "-$group"; done';

/**
 * Ends all processes when this one dies, however it dies. A process that is stopped does not see that its parent is
 * gone, nor does one that is busy for ever. Where there is no `sh` there is no stopping either, and each sees to itself.
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
    // In a group of its own: Ctrl-C is for this process to act upon.
    const shell = spawn("/bin/sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"], env: {} });
    shell.stdin.on("error", () => undefined);
    shell.on("error", () => undefined);
    shell.on("exit", () => {
      this.shell = undefined;
      if (this.groups.size > 0) this.sendGroups();
    });
    shell.unref();
    // Nor does the pipe keep this process running.
    (shell.stdin as Socket).unref();
    return shell;
  }
}
