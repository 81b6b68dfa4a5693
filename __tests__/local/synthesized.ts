import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import type { LocalApp } from "../../lib/local/model";
import { Output, type OutputOptions } from "../../lib/local/read-output";
import { enter, type Files, project, removeProjects } from "../support/project";

const outputs: Output[] = [];

/** Synthesizes an app into a new project, as `cdktf synth` does. Returns the output folder. */
export function synthesized(files: Files, build: (app: App) => TerraformStack | readonly TerraformStack[]): string {
  const outdir = join(enter(project(files)), "cdktf.out");
  const app = new App({ outdir });
  build(app);
  app.synth();
  return outdir;
}

/** The app that would be served, with ports from 4000 on. */
export function served(dir: string, options: Omit<OutputOptions, "dir"> = {}): LocalApp {
  const output = new Output({ dir, ...options });
  outputs.push(output);
  const authorities = output.hosts().map(({ key }, index) => [key, `localhost:${4000 + index}`] as const);
  return output.app(new Map(authorities));
}

/** The problems of an output; empty if it has none. */
export function refused(dir: string, options: Omit<OutputOptions, "dir"> = {}): readonly string[] {
  try {
    served(dir, { strict: true, ...options });
    return [];
  } catch (error) {
    return (error as { readonly problems: readonly string[] }).problems;
  }
}

/** Removes all synthesized projects and unpacked code. */
export function removeOutputs(): void {
  for (const output of outputs.splice(0)) output.dispose();
  removeProjects();
}
