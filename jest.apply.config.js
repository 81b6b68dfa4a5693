// The tests that run Terraform: `npm run test:apply`. The variable TERRAFORM names the command, `terraform` otherwise.
const { spawnSync } = require("node:child_process");
const unit = require("./jest.config.js");

const command = process.env.TERRAFORM || "terraform";
const [program, ...options] = command.split(/\s+/);
const version = spawnSync(program, [...options, "version"], { encoding: "utf8" });
const reason = version.error?.message ?? (version.status === 0 ? undefined : version.stderr.trim());

// Whoever names a command means it to run: tests left out would pass for tests that hold.
if (reason !== undefined && process.env.TERRAFORM) {
  throw new Error(`"${command} version" fails (${reason}). TERRAFORM has to be a command that runs.`);
}

if (reason !== undefined) {
  console.error(
    `The Terraform tests are left out: "${command} version" fails (${reason}). Set TERRAFORM to a command that runs.`,
  );
}

// Without valid keys no real account can be reached by mistake. Whoever wants one says so.
if (process.env.TERRAFORM_REAL_ACCOUNT !== "1") {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_EC2_METADATA_DISABLED: "true",
  });
  for (const name of [
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "CLOUDFLARE_API_TOKEN",
    "CLOUDFLARE_API_KEY",
    "VERCEL_API_TOKEN",
  ]) {
    delete process.env[name];
  }
}

const tests = ["<rootDir>/__tests__/**/*.terraform.test.ts", "<rootDir>/__tests__/apply/**/*.test.ts"];

/** @type {import("ts-jest").JestConfigWithTsJest} */
module.exports = {
  ...unit,
  testTimeout: 120_000,
  // With an empty list jest would take every file.
  testMatch: reason === undefined ? tests : ["!**"],
  passWithNoTests: true,
};
