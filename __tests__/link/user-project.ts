import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { App, type TerraformStack } from "cdktf";
import { type Files, project } from "../support/project";
import { Synthesized, testStack } from "../support/synth";
import { applied } from "./applied";
import type { Known } from "./expressions";

const repository = resolve(__dirname, "../..");

const tsconfig = {
  compilerOptions: {
    target: "ES2022",
    module: "node16",
    moduleResolution: "node16",
    strict: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(repository, "node_modules/@types")],
    paths: {
      "cdktf-apigateway-websocket": [join(repository, "lib/index.ts")],
      "cdktf-apigateway-websocket/runtime": [join(repository, "lib/runtime/index.ts")],
    },
  },
  include: ["src", "*.d.ts"],
  "ts-node": { transpileOnly: true, require: ["tsconfig-paths/register"] },
};

const needed = ["@cdktf", "cdktf", "constructs", "ts-node", "tsconfig-paths", "typescript"];

/** Creates a user's project that resolves this library to its sources. `also` names further packages, such as SST's. */
export function userProject(files: Files, also: readonly string[] = []): string {
  const root = project({ "tsconfig.json": JSON.stringify(tsconfig), ...files });
  for (const name of [...needed, ...also]) {
    const path = join(root, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), path);
  }
  return root;
}

/** A stack that `App.synth` wrote to a folder, with its bundles. */
export class Written {
  public readonly stack: Synthesized;

  constructor(
    private readonly folder: string,
    private readonly known?: Known,
  ) {
    this.stack = new Synthesized(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
  }

  /** Runs a function's handler by Node.js, with the function's environment, and returns its result. */
  public run(name: string, event: unknown = {}): unknown {
    const { environment, folder } = applied(this.stack, name, this.known);
    return runHandler(join(this.folder, folder), environment, event);
  }
}

export function runHandler(folder: string, env: Readonly<Record<string, string>>, event: unknown = {}): unknown {
  const file = readdirSync(folder).find((name) => /^index\.[cm]js$/.test(name));
  const script = `const { handler } = await import("./${file}"); console.log(JSON.stringify(await handler(${JSON.stringify(event)})));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    env: { ...env },
    encoding: "utf8",
  });
  return JSON.parse(out);
}

/** Synthesizes a stack of the current project to a folder outside of it. */
export function written(build: (stack: TerraformStack) => void, known?: Known): Written {
  const outdir = project({});
  const app = new App({ outdir });
  build(testStack("chat-dev", app));
  app.synth();
  return new Written(join(outdir, "stacks/chat-dev"), known);
}
