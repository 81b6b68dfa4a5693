import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import type { IConstruct } from "constructs";
import { aws, ValidationError } from "../../lib";
import { testStack } from "./synth";

export type Build = (stack: TerraformStack) => void;

/** The ARN of an existing function, which needs no source. */
export const given = "arn:aws:lambda:eu-west-1:123456789012:function:given";

/** Returns the ValidationError that an action throws. */
export function refusal(action: () => unknown): ValidationError {
  let result: unknown;
  try {
    result = action();
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error(`Nothing was refused; got ${String(result)}.`);
}

/** Returns the ValidationError of building a stack and synthesizing it in memory. */
export function refused(build: Build): ValidationError {
  const stack = testStack();
  return refusal(() => {
    build(stack);
    return Testing.synth(stack);
  });
}

/** Returns the ValidationError of building stacks of one app and synthesizing each of them in memory. */
export function refusedInApp(build: Build, synth: (stack: TerraformStack) => string = Testing.synth): ValidationError {
  return refusal(() => synthesizeApp(build, synth));
}

/** Synthesizes each stack of an app in memory. */
export function synthesizeApp(build: Build, synth: (stack: TerraformStack) => string = Testing.synth): void {
  const stack = testStack();
  build(stack);
  const stacks = stack.node.root.node.findAll().filter((construct) => TerraformStack.isStack(construct));
  for (const each of stacks) each.prepareStack();
  for (const each of stacks) synth(each);
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Creates a folder that is removed after all tests of the file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ways-")));
  folders.push(folder);
  return folder;
}

/** Returns the Terraform files and manifests of a folder. */
export function terraformFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /cdk\.tf|manifest\.json/.test(path))
    .sort();
}

function good(stack: TerraformStack): void {
  new aws.ApiGatewayWebSocket(stack, "Good").route("$default", "src/default.handler");
}

/** Every way to synthesize a stack. */
export const ways: Readonly<Record<string, (build: Build) => void>> = {
  "Testing.synth": (build) => {
    const stack = testStack();
    build(stack);
    Testing.synth(stack);
  },
  "Testing.fullSynth": (build) => {
    const stack = testStack();
    build(stack);
    Testing.fullSynth(stack);
  },
  "App.synth": (build) => {
    const app = new App({ outdir: temporaryFolder() });
    build(testStack("chat-dev", app));
    app.synth();
  },
  "App.synth with skipValidation": (build) => {
    const app = new App({ outdir: temporaryFolder(), skipValidation: true });
    build(testStack("chat-dev", app));
    app.synth();
  },
  "App.synth with a good stack before": (build) => {
    const app = new App({ outdir: temporaryFolder(), skipValidation: true });
    good(testStack("first", app));
    build(testStack("chat-dev", app));
    app.synth();
  },
  "App.synth to HCL": (build) => {
    process.env.SYNTH_HCL_OUTPUT = "true";
    try {
      const app = new App({ outdir: temporaryFolder(), hclOutput: true, skipValidation: true });
      build(testStack("chat-dev", app));
      app.synth();
    } finally {
      delete process.env.SYNTH_HCL_OUTPUT;
    }
  },
  "Testing.synthHcl": (build) => {
    const stack = testStack();
    build(stack);
    Testing.synthHcl(stack);
  },
};

/** Returns the texts of all warnings below a construct. */
export function warningsOf(scope: IConstruct): readonly string[] {
  return scope.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === "@cdktf/warn")
    .map(({ data }) => data as string);
}
