import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const command = words(process.env.TERRAFORM) ?? ["terraform"];
const seedCommand = words(process.env.TERRAFORM_SEED);
const auditCommand = words(process.env.TERRAFORM_AUDIT);

/** Whether things can be made to exist before the first apply. */
export const canSeed = seedCommand !== undefined;

/** One thing that exists before the first apply: the attributes of a resource as Terraform knows them. */
export interface Thing {
  readonly type: string;
  readonly region?: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly hidden?: Readonly<Record<string, unknown>>;
}

const planFile = "planned.tfplan";

/**
 * Terraform in one folder, where several stacks are laid out in turn, each with a state and a data folder of its own.
 * One folder, because what Terraform's commands and those of the environment leave in their working directory belongs
 * to the whole case.
 */
export class Terraform {
  constructor(private readonly folder: string) {}

  public seed(things: readonly Thing[]): void {
    const file = join(this.folder, "seed.json");
    writeFileSync(file, JSON.stringify({ things }));
    this.run(seedCommand ?? [], [file]);
  }

  /** Plans and applies a synthesized stack; gives what changed, one line for each resource. */
  public apply(stack: string, source: string): string[] {
    this.lay(stack, source);
    this.terraform(stack, ["init", "-input=false"]);
    // Which validates first.
    this.terraform(stack, ["plan", "-input=false", `-out=${planFile}`]);
    const changes = changesOf(this.terraform(stack, ["show", "-json", planFile]));
    this.terraform(stack, ["apply", "-input=false", planFile]);
    this.staysEmpty(stack);
    return changes;
  }

  /** Holds that a plan right after finds nothing to do. */
  public plansNothing(stack: string, source: string): void {
    this.lay(stack, source);
    this.staysEmpty(stack);
  }

  public output(stack: string, source: string): Record<string, unknown> {
    this.lay(stack, source);
    const outputs = JSON.parse(this.terraform(stack, ["output", "-json"])) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  public destroy(stack: string, source: string): void {
    this.lay(stack, source);
    this.terraform(stack, ["destroy", "-input=false", "-auto-approve"]);
    const { resources } = JSON.parse(readFileSync(join(this.folder, `${stack}.tfstate`), "utf8"));
    if (resources.length > 0)
      throw new Error(`"${stack}" is destroyed, and yet there is\n${JSON.stringify(resources)}`);
  }

  /** The lines of the audit; undefined where the environment names none. */
  public audit(): string[] | undefined {
    if (auditCommand === undefined) return undefined;
    // Its exit code says whether there are problems, and so do its lines.
    const [program = "", ...args] = auditCommand;
    const { stdout, stderr, error } = spawnSync(program, args, { cwd: this.folder, encoding: "utf8" });
    if (error) throw error;
    const lines = `${stdout}${stderr}`.split("\n").filter((line) => line.trim() !== "");
    const strange = lines.find((line) => !/^(PROBLEM|note)\s/.test(line));
    if (strange !== undefined) throw new Error(`${auditCommand.join(" ")} says\n${lines.join("\n")}`);
    return lines;
  }

  private staysEmpty(stack: string): void {
    this.terraform(stack, ["plan", "-input=false", "-detailed-exitcode"]);
  }

  // What an earlier synthesis made goes, what Terraform made stays.
  private lay(stack: string, source: string): void {
    for (const name of ["cdk.tf.json", "functions"]) rmSync(join(this.folder, name), { recursive: true, force: true });
    for (const name of readdirSync(source)) cpSync(join(source, name), join(this.folder, name), { recursive: true });
    const backend = { local: { path: `${stack}.tfstate` } };
    writeFileSync(join(this.folder, "backend_override.tf.json"), JSON.stringify({ terraform: { backend } }));
  }

  private terraform(stack: string, args: readonly string[]): string {
    const [action = "", ...rest] = args;
    return this.run(command, [action, "-no-color", ...rest], {
      TF_DATA_DIR: `.terraform-${stack}`,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    });
  }

  private run(
    [program = "", ...first]: readonly string[],
    rest: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): string {
    const { status, stdout, stderr, error } = spawnSync(program, [...first, ...rest], {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, ...env },
      maxBuffer: 256 * 1024 * 1024,
    });
    if (error) throw error;
    if (status === 0) return stdout;
    const reason =
      rest.includes("-detailed-exitcode") && status === 2 ? "the second plan is not empty" : `exit code ${status}`;
    throw new Error(`${[program, ...first, ...rest].join(" ")}: ${reason}\n${stdout}\n${stderr}`);
  }
}

const verbs: Readonly<Record<string, string>> = {
  create: "create",
  update: "update",
  delete: "destroy",
  "create,delete": "replace, new one first:",
  "delete,create": "replace, old one first:",
  forget: "forget",
};

interface Plan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly previous_address?: string;
    readonly change: { readonly actions: readonly string[] };
  }[];
}

/** What a plan does, as sorted lines such as "create aws_apigatewayv2_route.Api_Routea_Route", without cdktf's hashes. */
function changesOf(plan: string): string[] {
  const { resource_changes: changes = [] } = JSON.parse(plan) as Plan;
  const lines = changes.flatMap(({ address, previous_address: previous, change }) => {
    const verb = verbs[change.actions.join(",")];
    const name = address.replace(/_[0-9A-F]{8}(?=_|$)/g, "");
    return [...(previous ? [`move ${name}`] : []), ...(verb ? [`${verb} ${name}`] : [])];
  });
  return lines.sort();
}

function words(line: string | undefined): string[] | undefined {
  const parts = line?.trim().split(/\s+/).filter(Boolean);
  return parts?.length ? parts : undefined;
}
