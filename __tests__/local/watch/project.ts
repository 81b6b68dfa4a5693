import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import { enter, type Files, project } from "../../support/project";
import { stackOf } from "../wire/started";

/** Synthesizes one stack into a project, also over an earlier output. Returns the output folder. */
export function synthesize(root: string, build: (stack: TerraformStack) => void): string {
  const outdir = join(enter(root), "cdktf.out");
  const app = new App({ outdir });
  build(stackOf(app));
  app.synth();
  return outdir;
}

export function newProject(files: Files): string {
  return enter(project(files));
}

/** A handler that answers with a text. */
export function answering(text: string): string {
  return `export const handler = async () => ({ statusCode: 200, body: ${JSON.stringify(text)} });\n`;
}
