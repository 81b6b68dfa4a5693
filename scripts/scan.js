// Synthesizes the hardened example, and lets checkov scan it with the exclusions of .checkov.yaml.
const { spawnSync } = require("node:child_process");
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
const checkov = process.env.CHECKOV ?? "checkov";

function run(command, args, environment = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: "inherit",
  });
  if (error) throw error;
  return status ?? 1;
}

const isInstalled = spawnSync(checkov, ["--version"]).status === 0;
const output = mkdtempSync(join(tmpdir(), "scan-"));
try {
  const app = ["--require", "sucrase/register", "--require", "tsconfig-paths/register", "examples/hardened.ts"];
  process.exitCode = run(process.execPath, app, { CDKTF_OUTDIR: output });
  if (!isInstalled) console.error(`Left out: there is no "${checkov}". Install it with: pip install checkov==3.3.30`);
  else if (process.exitCode === 0)
    process.exitCode = run(checkov, [
      ...["--directory", join(output, "stacks"), "--framework", "terraform_json"],
      ...["--config-file", ".checkov.yaml", "--compact", "--quiet", "--skip-download"],
    ]);
} finally {
  rmSync(output, { recursive: true, force: true });
}
