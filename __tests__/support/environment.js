const { mkdtempSync, realpathSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { TestEnvironment } = require("jest-environment-node");

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
