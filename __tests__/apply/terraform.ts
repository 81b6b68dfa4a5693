import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
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

/** Terraform and its providers are many short processes, which end before collecting garbage or a second core pays. */
const shortProcess = { GOGC: "off", GOMAXPROCS: "1" };

/** What "terraform init" makes of the same stack with the same settings serves all cases of a file. */
const dataFolders = mkdtempSync(join(tmpdir(), "terraform-data-"));
afterAll(() => rmSync(dataFolders, { recursive: true, force: true }));
const lockfile = ".terraform.lock.hcl";

/**
 * Terraform in one folder, where several stacks are laid out in turn, each with a state and a data folder of its own.
 * One folder, because what Terraform's commands and those of the environment leave in their working directory belongs
 * to the whole case.
 */
export class Terraform {
  /** The data folder of each stack that was initialized. */
  private readonly initialized = new Map<string, string>();

  constructor(private readonly folder: string) {}

  public seed(things: readonly Thing[]): void {
    const file = join(this.folder, "seed.json");
    writeFileSync(file, JSON.stringify({ things }));
    this.run(seedCommand ?? [], [file]);
  }

  /** Plans and applies a synthesized stack; gives what changed, one line for each resource. */
  public apply(stack: string, source: string): string[] {
    this.lay(stack, source);
    this.initialize(stack, source);
    // Which validates and plans first.
    const log = this.terraform(stack, ["apply", "-json", "-input=false", "-auto-approve"]);
    this.staysEmpty(stack);
    return changesOf(log);
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
    // Nothing has changed since the plan that found nothing to do.
    this.terraform(stack, ["destroy", "-input=false", "-auto-approve", "-refresh=false"]);
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

  // Only other settings and providers than before have to be initialized.
  private initialize(stack: string, source: string): void {
    const { terraform } = JSON.parse(readFileSync(join(source, "cdk.tf.json"), "utf8")) as { terraform: unknown };
    const digest = createHash("sha256")
      .update(JSON.stringify([stack, terraform]))
      .digest("hex");
    const data = join(dataFolders, digest);
    if (this.initialized.get(stack) === data) return;
    this.initialized.set(stack, data);
    if (existsSync(join(data, lockfile))) copyFileSync(join(data, lockfile), join(this.folder, lockfile));
    else {
      this.terraform(stack, ["init", "-input=false"]);
      copyFileSync(join(this.folder, lockfile), join(data, lockfile));
    }
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
      TF_DATA_DIR: this.initialized.get(stack),
      TF_IN_AUTOMATION: "1",
      ...shortProcess,
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
    throw new Error(`${[program, ...first, ...rest].join(" ")}: ${reason}\n${printed(stdout)}\n${stderr}`);
  }
}

const verbs: Readonly<Record<string, string>> = {
  create: "create",
  update: "update",
  delete: "destroy",
  forget: "forget",
};

/** A line of what `terraform apply -json` prints. */
interface Message {
  readonly "@message": string;
  readonly type: string;
  readonly change?: {
    readonly action: string;
    readonly resource: { readonly addr: string };
    readonly previous_resource?: unknown;
  };
  readonly hook?: { readonly action: string; readonly resource: { readonly addr: string } };
  readonly diagnostic?: { readonly summary: string; readonly detail: string };
}

function messagesOf(log: string): Message[] {
  return log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

/** What an apply did, as sorted lines such as "create aws_apigatewayv2_route.Api_Routea_Route", without cdktf's hashes. */
function changesOf(log: string): string[] {
  const messages = messagesOf(log);
  const firstDone = new Map<string, string>();
  for (const { type, hook } of messages)
    if (type === "apply_start" && hook && !firstDone.has(hook.resource.addr))
      firstDone.set(hook.resource.addr, hook.action);
  const lines = messages.flatMap(({ type, change }) => {
    if (type !== "planned_change" || !change) return [];
    const { action, resource, previous_resource: previous } = change;
    const order = firstDone.get(resource.addr) === "create" ? "new" : "old";
    const verb = action === "replace" ? `replace, ${order} one first:` : verbs[action];
    const name = resource.addr.replace(/_[0-9A-F]{8}(?=_|$)/g, "");
    return [...(previous ? [`move ${name}`] : []), ...(verb ? [`${verb} ${name}`] : [])];
  });
  return lines.sort();
}

/** What a failed command printed; of JSON only the errors. */
function printed(output: string): string {
  const errors = messagesOf(output).flatMap(({ diagnostic }) => diagnostic ?? []);
  return errors.length > 0 ? errors.map(({ summary, detail }) => `${summary}\n${detail}`).join("\n\n") : output;
}

function words(line: string | undefined): string[] | undefined {
  const parts = line?.trim().split(/\s+/).filter(Boolean);
  return parts?.length ? parts : undefined;
}
