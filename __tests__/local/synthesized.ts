import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import type { LocalApp } from "../../lib/local/model";
import { Output, type OutputOptions } from "../../lib/local/read-output";
import { enter, type Files, project, removeProjects } from "../support/project";

const outputs: Output[] = [];

/** Synthesizes an app into a project of its own, as `cdktf synth` does, and says where. */
export function synthesized(files: Files, build: (app: App) => TerraformStack | readonly TerraformStack[]): string {
  const outdir = join(enter(project(files)), "cdktf.out");
  const app = new App({ outdir });
  build(app);
  app.synth();
  return outdir;
}

/** What would be served of an output, at ports from 4000 on. */
export function served(dir: string, options: Omit<OutputOptions, "dir"> = {}): LocalApp {
  const output = new Output({ dir, ...options });
  outputs.push(output);
  const authorities = output.hosts().map(({ key }, index) => [key, `localhost:${4000 + index}`] as const);
  return output.app(new Map(authorities));
}

/** Why an output is not served. */
export function refused(dir: string, options: Omit<OutputOptions, "dir"> = {}): readonly string[] {
  try {
    served(dir, options);
    return [];
  } catch (error) {
    return (error as { readonly problems: readonly string[] }).problems;
  }
}

/** Takes away what was synthesized, and what was unpacked of it. */
export function removeOutputs(): void {
  for (const output of outputs.splice(0)) output.dispose();
  removeProjects();
}
