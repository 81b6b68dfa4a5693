import { styleText } from "node:util";
import { hintOnce } from "./hint-once";
import { callColumns, resultColumns } from "./line";
import {
  type Call,
  type CallEnded,
  type FunctionOutput,
  levelOf,
  type RunEvent,
  type RunMessage,
  shortName,
} from "./run-event";
import { jsonLine, visible } from "./visible";

export interface LogOptions {
  /** Prints warnings, errors and the output of functions only. */
  readonly isQuiet?: boolean;
  /** Prints events and answers whole. */
  readonly isVerbose?: boolean;
}

export interface TerminalOptions extends LogOptions {
  readonly hasColours?: boolean;
}

/**
 * What a function prints reaches this process a moment after its answer, because it uses another pipe. The lines of calls
 * are printed after it, those of some milliseconds together: a timer and a write for each were half of the cost of a call.
 */
const outputDelay = 10;
/** How long output waits for the end of its call, so that it can be printed below the complete line of the call. */
const longestWait = 500;

type Style = Parameters<typeof styleText>[0];

interface OpenCall {
  readonly begun: Call;
  readonly outputs: FunctionOutput[];
  timer?: NodeJS.Timeout;
  isPrinted: boolean;
}

interface EndedCall {
  readonly event: CallEnded;
  readonly call: OpenCall;
  /** When the call ended, by `performance.now()`. */
  readonly time: number;
}

/** Prints the events of a run for people: one line for each call, with the output of functions below it. */
export class TerminalLog {
  private readonly open = new Map<number, OpenCall>();
  /** Calls whose lines are not printed yet, in the order of their ends. */
  private readonly ended: EndedCall[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** The function whose output was printed last, unless another line followed. */
  private last: string | undefined;
  private readonly once = hintOnce();

  constructor(
    private readonly write: (line: string) => void,
    private readonly options: TerminalOptions = {},
  ) {}

  public readonly take = (event: RunEvent): void => {
    if (this.options.isQuiet && event.kind === "message" && event.level === "info") return;
    if (event.kind === "message") this.message(event);
    else if (event.kind === "output") this.output(event);
    else if (event.kind === "ended") this.end(this.once(event) as CallEnded);
    else if (!this.options.isQuiet) this.open.set(event.call.id, { begun: event.call, outputs: [], isPrinted: false });
  };

  /** Prints everything that still waits. */
  public flush(): void {
    this.printEnded(Number.POSITIVE_INFINITY);
    for (const call of this.open.values()) this.release(call);
  }

  private message(event: RunMessage): void {
    this.line(this.styled(styleOf(event), visible(event.text)));
    for (const line of event.details?.split("\n") ?? []) this.line(visible(line));
  }

  private end(event: CallEnded): void {
    const call = this.open.get(event.call.id);
    clearTimeout(call?.timer);
    if (call === undefined) {
      if (levelOf(event) !== "info") this.callLine(event);
      return;
    }
    this.ended.push({ event, call, time: performance.now() });
    this.timer ??= this.printLater();
  }

  private printLater(): NodeJS.Timeout {
    return setTimeout(() => this.printEnded(performance.now() - outputDelay), outputDelay);
  }

  /** Prints the lines of calls that ended before a time. */
  private printEnded(time: number): void {
    clearTimeout(this.timer);
    const next = this.ended.findIndex((call) => call.time > time);
    const due = this.ended.splice(0, next < 0 ? this.ended.length : next);
    this.timer = this.ended.length > 0 ? this.printLater() : undefined;
    for (const { event, call } of due) {
      this.open.delete(event.call.id);
      clearTimeout(call.timer);
      this.callLine(event);
      for (const output of call.outputs.splice(0)) this.print(output);
    }
  }

  private callLine(event: CallEnded): void {
    const [time, columns] = callColumns(event.call);
    const [status, more] = resultColumns(event);
    const level = levelOf(event);
    this.line(`${this.styled("dim", time)}  ${columns}  ${this.styled(styleOf(event), status)}  ${more}`);
    const { isVerbose = false } = this.options;
    const { event: sent, answer } = event.result;
    if (isVerbose && sent !== undefined) this.line(`    event   ${jsonLine(sent)}`);
    if (isVerbose && answer !== undefined) this.line(`    answer  ${jsonLine(answer)}`);
    if (level !== "info") this.last = undefined;
  }

  private output(event: FunctionOutput): void {
    const call = event.callId === undefined ? undefined : this.open.get(event.callId);
    if (call === undefined || call.isPrinted) this.print(event);
    else {
      call.outputs.push(event);
      call.timer ??= setTimeout(() => this.release(call), longestWait);
    }
  }

  /** Prints the output of a call that takes long, below a line without a result. */
  private release(call: OpenCall): void {
    if (call.isPrinted || call.outputs.length === 0) return;
    call.isPrinted = true;
    this.line([...callColumns(call.begun), "…"].join("  "));
    for (const output of call.outputs.splice(0)) this.print(output);
  }

  private print({ function: fn, text, stream }: FunctionOutput): void {
    const name = shortName(fn);
    const margin = this.last === name ? " ".repeat(name.length) : name;
    const shown = visible(text);
    this.write(`    ${this.styled("cyan", margin)}  ${stream === "stderr" ? this.styled("yellow", shown) : shown}`);
    this.last = name;
  }

  private line(text: string): void {
    this.last = undefined;
    this.write(text);
  }

  private styled(style: Style, text: string): string {
    return this.options.hasColours ? styleText(style, text, { validateStream: false }) : text;
  }
}

function styleOf(event: RunEvent): Style {
  const level = levelOf(event);
  if (level === "error") return "red";
  return level === "warning" ? "yellow" : event.kind === "ended" ? "green" : "reset";
}
