import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

interface TerminalOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether the command needs a real terminal. */
  readonly interactive: boolean;
}

/** A command that runs in a shell. */
export class Terminal {
  /** Milliseconds to wait for a line. */
  public static readonly patience = 300_000;

  private readonly shell: ChildProcessWithoutNullStreams;
  private printed = "";
  private unread = "";

  constructor(
    private readonly command: string,
    { cwd, env, interactive }: TerminalOptions,
  ) {
    const [program, ...args] = interactive ? ["script", "-qec", command, "/dev/null"] : ["sh", "-c", command];
    // In a process group, so that an interrupt reaches the programs of the shell, as Ctrl-C does.
    this.shell = spawn(program as string, args, { cwd, env, detached: true });
    for (const stream of [this.shell.stdout, this.shell.stderr])
      stream.on("data", (chunk) => {
        const text = stripVTControlCharacters(String(chunk));
        this.printed += text;
        this.unread += text;
      });
  }

  public type(line: string): void {
    this.shell.stdin.write(`${line}\n`);
  }

  /** The next part of the output that matches. What stands before it counts as read. */
  public read(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.unread);
    if (match !== null) this.unread = this.unread.slice(match.index + match[0].length);
    return match;
  }

  /** Waits for output that matches. */
  public async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + Terminal.patience;
    for (;;) {
      const match = this.read(pattern);
      if (match !== null) return match;
      if (this.shell.exitCode !== null || Date.now() > deadline) throw this.problem(`does not print ${pattern}`);
      await setTimeout(20);
    }
  }

  /** Waits for the end of the command, which gets no input. */
  public async succeeds(): Promise<void> {
    this.shell.stdin.end();
    await once(this.shell, "close");
    if (this.shell.exitCode !== 0) throw this.problem(`ends with ${this.shell.exitCode}`);
  }

  public async interrupt(): Promise<void> {
    if (this.shell.exitCode !== null || this.shell.signalCode !== null || this.shell.pid === undefined) return;
    const exit = once(this.shell, "exit");
    process.kill(-this.shell.pid, "SIGINT");
    await exit;
  }

  /** The command, and all that it printed. */
  public get output(): string {
    return `$ ${this.command}\n${this.printed}`;
  }

  private problem(what: string): Error {
    return new Error(`"${this.command}" ${what}:\n${this.printed}`);
  }
}
