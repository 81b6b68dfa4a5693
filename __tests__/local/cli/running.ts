import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";

/** A running command of this package, with its output so far. */
export class Running {
  public readonly process: ChildProcess;
  private text = "";

  constructor(args: readonly string[], cwd: string, environment: NodeJS.ProcessEnv = process.env) {
    // In a process group of its own, as a terminal starts a command.
    const options: SpawnOptions = { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true };
    this.process = spawn(process.execPath, [...args], options);
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on("data", (chunk) => {
        this.text += chunk;
      });
  }

  /** Presses Ctrl-C: a terminal sends the signal to all processes of the group. Returns the exit code. */
  public async interrupt(): Promise<number | null> {
    if (this.process.pid !== undefined) process.kill(-this.process.pid, "SIGINT");
    return this.ended();
  }

  public get printed(): string {
    return this.text;
  }

  /** Waits until the output matches, and returns the match. */
  public async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found) return found;
      if (this.process.exitCode !== null || this.process.signalCode !== null)
        throw new Error(`It ended with ${this.process.exitCode}:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits for the end of the command, and returns the exit code. */
  public async ended(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, "exit");
    return this.process.exitCode;
  }

  public async end(signal: NodeJS.Signals): Promise<number | null> {
    this.process.kill(signal);
    return this.ended();
  }
}
