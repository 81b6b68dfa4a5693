import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { canSeed, Terraform, type Thing } from "./terraform";

export const region = "eu-west-1";

const handler = (name: string) =>
  `export const handler = async () => ({ statusCode: 200, body: ${JSON.stringify(name)} });\n`;

/** A project like that of a user, with a few handlers. */
const project: Readonly<Record<string, string>> = {
  "cdktf.json": "{}",
  "src/connect.ts": handler("connect"),
  "src/disconnect.ts": handler("disconnect"),
  "src/default.ts": handler("default"),
  "src/chat.ts": handler("chat"),
  "ready/index.mjs": handler("ready"),
  "ready/lib/inner.mjs": handler("inner"),
};

interface Expected {
  /** Names of the notes the audit has to give, and no others. */
  readonly notes?: readonly string[];
}

interface LifeArgs extends Expected {
  /** What exists before the first apply. */
  readonly seed?: readonly Thing[];
  /** The folder that handler paths are relative to. */
  readonly project?: string;
}

/** The life of the stacks of one app: applied, changed as often as a case wants, destroyed. */
export class Life {
  private readonly scratch = realpathSync(mkdtempSync(join(tmpdir(), "apply-")));
  private readonly terraform: Terraform;
  private readonly stacks = new Map<string, string>();
  private readonly project: string;
  private syntheses = 0;

  constructor(private readonly args: LifeArgs = {}) {
    const folder = join(this.scratch, "terraform");
    mkdirSync(folder);
    this.terraform = new Terraform(folder);
    this.project = args.project ?? join(this.scratch, "project");
    if (args.project === undefined) for (const [path, text] of Object.entries(project)) this.write(path, text);
    if (args.seed) this.terraform.seed(args.seed);
  }

  /** Writes a file of the project. */
  public write(path: string, text: string): void {
    const file = join(this.project, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Brings the one stack of the case to what `build` makes; gives what changed. */
  public apply(build: (stack: TerraformStack) => void, expected: Expected = {}): string[] {
    return this.applyApp((app) => build(createStack(app, "demo")), expected);
  }

  /** Brings all stacks of an app to what `build` makes, in the order they were made; gives what changed. */
  public applyApp(build: (app: App) => void, expected: Expected = {}): string[] {
    return this.applyOutput(this.synthesize(build), expected);
  }

  /** Brings synthesized stacks, in their order, to what their folders contain; gives what changed. */
  public applyOutput(stacks: readonly (readonly [name: string, source: string])[], expected: Expected = {}): string[] {
    const changes = stacks.flatMap(([name, source]) => {
      const lines = this.terraform.apply(name, source);
      this.stacks.set(name, source);
      return stacks.length > 1 ? lines.map((line) => `${name}: ${line}`) : lines;
    });
    if (stacks.length > 1) for (const [name, source] of stacks) this.terraform.plansNothing(name, source);
    this.audit(expected.notes ?? this.args.notes ?? []);
    return changes;
  }

  public output(stack = "demo"): Record<string, unknown> {
    return this.terraform.output(stack, this.stacks.get(stack) ?? "");
  }

  /** The absolute paths of the zips that Terraform wrote. */
  public archives(): readonly string[] {
    const folder = join(this.scratch, "terraform/functions");
    const names = readdirSync(folder).filter((name) => name.endsWith(".zip"));
    return names.sort().map((name) => join(folder, name));
  }

  /** Destroys all stacks, the last one first. */
  public destroy(): void {
    for (const [name, source] of [...this.stacks].reverse()) this.terraform.destroy(name, source);
    this.audit([]);
  }

  public cleanUp(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private synthesize(build: (app: App) => void): [name: string, source: string][] {
    const outdir = join(this.scratch, `out-${++this.syntheses}`);
    const before = process.cwd();
    process.chdir(this.project);
    try {
      const app = new App({ outdir });
      build(app);
      app.synth();
      const stacks = app.node.children.filter(TerraformStack.isStack);
      return stacks.map(({ node }) => [node.id, join(outdir, "stacks", node.id)]);
    } finally {
      process.chdir(before);
    }
  }

  private audit(notes: readonly string[]): void {
    const lines = this.terraform.audit();
    if (lines === undefined) return;
    expect(lines.filter((line) => !line.startsWith("note"))).toEqual([]);
    const names = new Set(lines.map((line) => /^note\s+([^:]+):/.exec(line)?.[1]));
    // The lines come along, or else a failure would not say what the note is about.
    if ([...names].sort().join() !== [...notes].sort().join())
      expect(lines).toEqual(notes.map((name) => `note ${name}`));
  }
}

/** A stack with the providers that all cases need, whose state other stacks of the case find. */
export function createStack(app: App, name: string, awsRegion = region): TerraformStack {
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: `${name}.tfstate` });
  new AwsProvider(stack, "aws", { region: awsRegion });
  new ArchiveProvider(stack, "archive");
  return stack;
}

/** A test that tells a life and destroys what it applied. Left out where it needs a seed and nothing can seed. */
export function itLives(name: string, args: LifeArgs, tell: (life: Life) => void): void {
  if (args.seed && !canSeed) {
    process.stderr.write(`Left out: "${name}" needs things that exist beforehand; TERRAFORM_SEED names no command.\n`);
    it.skip(name, () => {});
    return;
  }
  it(name, () => {
    const life = new Life(args);
    try {
      tell(life);
      life.destroy();
    } finally {
      life.cleanUp();
    }
  });
}
