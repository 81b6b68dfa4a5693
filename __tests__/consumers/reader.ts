import { setTimeout } from "node:timers/promises";
import type { Step } from "../docs/page";
import { write } from "../support/project";
import type { Consumer } from "./consumer";
import { Terminal } from "./terminal";

/** What the reader of a page does in another way than the page says. */
export interface Habits {
  /** Words of commands and files, and what stands in their place. */
  readonly replacements: readonly (readonly [words: RegExp | string, replacement: string])[];
  /** The commands that go on until they are interrupted. */
  readonly serving: RegExp;
  /** The commands whose output is not compared with the page. */
  readonly unchecked: RegExp;
  readonly environment: Readonly<Record<string, string>>;
}

/** Follows a page word for word: writes its files, and runs its commands, each in a terminal of its own. */
export class Reader {
  private readonly terminals: Terminal[] = [];
  /** The ids of connections, by the ids that the page shows. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly consumer: Consumer,
    private readonly habits: Habits,
  ) {}

  public async follow(step: Step): Promise<void> {
    if ("path" in step) write(this.consumer.root, { [step.path]: this.replaced(step.text) });
    else if (step.command === undefined) for (const line of step.lines) await this.someonePrints(line);
    else await this.run(step.command, step.lines);
  }

  /** Runs a command to its end. Clients stay connected, and servers go on. */
  public async run(command: string, lines: readonly string[] = []): Promise<void> {
    const { root } = this.consumer;
    const isClient = lines.some(isSent);
    const env = this.consumer.environment(this.habits.environment);
    const terminal = new Terminal(this.replaced(command), { cwd: root, env, interactive: isClient });
    this.terminals.push(terminal);
    if (isClient) await this.talk(terminal, lines);
    else {
      if (!this.habits.serving.test(command)) await terminal.succeeds();
      if (!this.habits.unchecked.test(command))
        for (const line of lines.filter((line) => line !== "…")) await terminal.prints(this.pattern(line));
    }
  }

  /** Interrupts the programs that still run. */
  public async close(): Promise<void> {
    for (const terminal of this.terminals.splice(0).reverse()) await terminal.interrupt();
  }

  private async talk(terminal: Terminal, lines: readonly string[]): Promise<void> {
    await terminal.prints(/Connected/);
    for (const line of lines) {
      if (isSent(line)) terminal.type(this.withIds(line.slice(2)));
      else this.remember(line, await terminal.prints(this.pattern(line)));
    }
  }

  private async someonePrints(line: string): Promise<void> {
    const pattern = this.pattern(line);
    const deadline = Date.now() + Terminal.patience;
    while (!this.terminals.some((terminal) => terminal.read(pattern) !== null)) {
      if (Date.now() > deadline) throw new Error(this.problem(`No program prints ${pattern}`));
      await setTimeout(20);
    }
  }

  private problem(what: string): string {
    return [`${what}:`, ...this.terminals.map(({ output }) => output)].join("\n");
  }

  /** What a line of the page matches: "…" is anything, and numbers and ids differ from run to run. */
  private pattern(line: string): RegExp {
    const parts = line.split(/(…|[\w-]{11,}=|\d+(?:[.:]\d+)*)/);
    const escaped = parts.map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ +/g, " +");
      return part === "…" ? ".*" : part.endsWith("=") ? "([\\w/+-]+=)" : "[\\d.:]+";
    });
    return new RegExp(escaped.join(""));
  }

  private remember(line: string, [, id]: RegExpExecArray): void {
    const [shown] = /[\w-]{11,}=/.exec(line) ?? [];
    if (shown !== undefined && id !== undefined) this.ids.set(shown, id);
  }

  private withIds(text: string): string {
    return [...this.ids].reduce((result, [shown, id]) => result.replaceAll(shown, id), text);
  }

  private replaced(text: string): string {
    return this.habits.replacements.reduce((result, [words, by]) => result.replaceAll(words, by), text);
  }
}

const isSent = (line: string) => line.startsWith("> ");
