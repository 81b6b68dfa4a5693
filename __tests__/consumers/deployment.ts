import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { write } from "../support/project";

const { HOME = "", TERRAFORM, TERRAFORM_AUDIT } = process.env;

export const canDeploy = TERRAFORM !== undefined;

/** The variables with which `cdktf` runs the Terraform of the environment. No account can be reached by mistake. */
export function deploymentVariables(root: string): Readonly<Record<string, string>> {
  if (TERRAFORM === undefined) return {};
  const command = join(root, "terraform.sh");
  // In the home folder of the machine, where Terraform finds its providers.
  write(root, { "terraform.sh": `#!/bin/sh\nHOME='${HOME}' exec ${TERRAFORM} "$@"\n` }, 0o755);
  const credentials = { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none", AWS_EC2_METADATA_DISABLED: "true" };
  return { TERRAFORM_BINARY_NAME: command, ...credentials };
}

/** Expects that the stack is deployed as it is synthesized, and that the audit of the environment has no objection. */
export function expectDeployed(root: string, stack: string): void {
  const plan = inStack(root, stack, `${TERRAFORM} plan -input=false -no-color -detailed-exitcode`);
  expect(plan).toMatchObject({ status: 0 });
  expectNoProblems(root, stack);
}

/** Expects that nothing of the stack is left. */
export function expectDestroyed(root: string, stack: string): void {
  const { resources } = JSON.parse(readFileSync(join(root, `terraform.${stack}.tfstate`), "utf8"));
  expect(resources).toEqual([]);
  expectNoProblems(root, stack);
}

function expectNoProblems(root: string, stack: string): void {
  if (TERRAFORM_AUDIT === undefined) return;
  const { stdout } = inStack(root, stack, TERRAFORM_AUDIT);
  expect(stdout.split("\n").filter((line) => line.startsWith("PROBLEM"))).toEqual([]);
}

function inStack(root: string, stack: string, command: string) {
  const cwd = join(root, "cdktf.out/stacks", stack);
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}
