import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import { testStack } from "../support/synth";
import { temporaryFolder } from "../support/ways";

/** Synthesizes an app that ignores the given rules. Returns the messages that `cdktf synth` would print. */
export function annotationsOf(build: (stack: TerraformStack) => unknown, ignored: readonly string[] = []) {
  const outdir = temporaryFolder();
  const app = new App({ outdir, context: { "cdktf-apigateway-websocket:ignoreRules": ignored, bundleCache: false } });
  build(testStack("chat-dev", app));
  app.synth();
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  return (stacks["chat-dev"].annotations as readonly { readonly message: string }[]).map(({ message }) => message);
}
