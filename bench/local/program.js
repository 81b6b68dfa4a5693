// A program that a measurement starts, with its output so far.
const { spawn } = require("node:child_process");
const { setTimeout: wait } = require("node:timers/promises");

class Program {
  constructor(command, args, options) {
    this.text = "";
    this.process = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "pipe"], detached: true });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        this.text += text;
      });
  }

  get pid() {
    return this.process.pid;
  }

  /** Waits until the output matches. */
  async printed(pattern) {
    return this.until(() => pattern.exec(this.text));
  }

  async until(condition, limit = 60_000) {
    const end = Date.now() + limit;
    for (;;) {
      const found = condition();
      if (found) return found;
      if (this.process.exitCode !== null || Date.now() > end)
        throw new Error(`${this.process.spawnargs.join(" ")} did not succeed:\n${this.text.slice(-2000)}`);
      await wait(1);
    }
  }

  /** The next JSON line of a client. */
  async line(limit) {
    const line = await this.until(() => /^.*\n/.exec(this.text)?.[0], limit);
    if (!line.startsWith("{")) throw new Error(this.text);
    this.text = this.text.slice(line.length);
    return JSON.parse(line);
  }

  go() {
    this.process.stdin.write("\n");
  }

  /** Kills the program and the processes that it started. */
  async kill() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    process.kill(-this.pid, "SIGKILL");
    await ended;
  }
}

module.exports = { Program };
