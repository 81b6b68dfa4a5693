import { createRequire } from "node:module";
import { join } from "node:path";
import { projectRoot } from "../bundle/sources";
import { cdktf, cdktn } from "../cdk/cdk";

/** Returns the command that synthesizes the project: of the Terraform CDK that is installed, or else of both. */
export function synthCommand(quote = '"'): string {
  const { resolve } = createRequire(join(projectRoot(), "package.json"));
  const all = [cdktf, cdktn].map(({ name }) => ({ name, command: `${quote}${name} synth${quote}` }));
  const installed = all.filter(({ name }) => isInstalled(name, resolve));
  return (installed.length === 1 ? installed : all).map(({ command }) => command).join(" or ");
}

function isInstalled(name: string, resolve: NodeJS.RequireResolve): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
