import { openSync, writeSync } from "node:fs";
import { LocalRunError } from "../local-run-error";
import { accessLog } from "../log/access-log";
import { jsonLog } from "../log/json-log";
import type { RunEvent, RunMessage } from "../log/run-event";
import { TerminalLog } from "../log/terminal-log";
import { jsonLine } from "../log/visible";
import type { DevFlags } from "./dev-options";

/** What `dev` prints, in the form that the command line asks for. */
export class DevLog {
  public readonly isQuiet: boolean;
  private readonly isJson: boolean;
  private readonly terminal: TerminalLog;
  private readonly takers: readonly ((event: RunEvent) => void)[];

  /** @throws LocalRunError for contradictory options, or a file that can't be written */
  constructor(
    flags: DevFlags,
    private readonly write: (line: string) => void,
    hasColours: boolean,
  ) {
    const { quiet: isQuiet = false, verbose: isVerbose = false, log = "text" } = flags;
    if (isQuiet && isVerbose) throw new LocalRunError(['"--quiet" and "--verbose" exclude each other. Remove one.']);
    if (log !== "text" && log !== "json")
      throw new LocalRunError([`"--log" must be "text" or "json"; got ${JSON.stringify(log)}.`]);
    this.isQuiet = isQuiet;
    this.isJson = log === "json";
    this.terminal = new TerminalLog(write, { isQuiet, isVerbose, hasColours });
    this.takers = [
      this.isJson ? jsonLog(write, { isQuiet, isVerbose }) : this.terminal.take,
      ...(flags["access-log"] === undefined ? [] : [accessLog(fileWriter(flags["access-log"]))]),
    ];
  }

  public readonly take = (event: RunEvent): void => {
    for (const taker of this.takers) taker(event);
  };

  public message(level: RunMessage["level"], text: string, details?: string): void {
    this.take({ kind: "message", time: Date.now(), level, text, ...(details !== undefined && { details }) });
  }

  /** Prints something that is a table for people, and an object for programs. */
  public block(text: string, type: string, value: object): void {
    if (this.isJson) this.write(jsonLine({ time: new Date().toISOString(), type, ...value }));
    else if (!this.isQuiet) this.write(text);
  }

  /** Prints everything that still waits. */
  public flush(): void {
    this.terminal.flush();
  }
}

function fileWriter(path: string): (line: string) => void {
  try {
    const file = openSync(path, "a");
    return (line) => void writeSync(file, `${line}\n`);
  } catch (error) {
    throw new LocalRunError([
      `"--access-log" must be a file that can be written; got ${JSON.stringify(path)} (${(error as NodeJS.ErrnoException).code}).`,
    ]);
  }
}
