const { mkdtempSync, realpathSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { TestEnvironment } = require("jest-environment-node");

// cdktf records a stack trace for each token, in an object without a message. Only those of errors are rendered, and
// mapped to the sources with what jest installs beside the environment: the others take most of the time of a synthesis.
function prepareStackTrace(target, frames) {
  if (!("message" in target)) return "";
  return Error.prepareStackTrace?.(target, frames) ?? `${target}\n    at ${frames.join("\n    at ")}`;
}

/**
 * Node.js, with a folder for temporary files that each test file has to itself. cdktf leaves a folder there for each
 * app; among thousands of them esbuild, which lists the parents of a project, takes many times as long.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    const before = process.env.TMPDIR;
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "test-"));
    // Before the environment copies the variables.
    process.env.TMPDIR = folder;
    super(config, context);
    this.global.Error.prepareStackTrace = prepareStackTrace;
    this.leave = () => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(folder, { recursive: true, force: true });
    };
  }

  async teardown() {
    await super.teardown();
    this.leave();
  }
};
