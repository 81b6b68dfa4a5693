import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isRecord } from "../../bundle/canonical-data";
import { warningLevel } from "../../cdk/cdk";
import { LocalRunError } from "../local-run-error";
import { synthCommand } from "../synth-command";
import { blocks, type Json, type JsonObject, member } from "./json";

/** A synthesized resource or data source. */
export interface Block {
  readonly stack: Stack;
  /** Such as `aws_lambda_function`. */
  readonly type: string;
  /** Such as `aws_lambda_function.X` or `data.aws_region.X`. */
  readonly address: string;
  /** Path of the construct, or the address if the JSON contains no path. */
  readonly path: string;
  readonly args: JsonObject;
}

/** A synthesized stack. */
export class Stack {
  constructor(
    public readonly name: string,
    /** The folder that the stack's relative paths refer to. */
    public readonly folder: string,
    private readonly json: JsonObject,
    /** The warnings of the synthesis. */
    public readonly warnings: readonly string[],
  ) {}

  /** All resources of a type. For `archive_file`, also all data sources, because they create archives too. */
  public blocks(type: string): readonly Block[] {
    const modes = type === "archive_file" ? (["data", "resource"] as const) : (["resource"] as const);
    return modes.flatMap((mode) => {
      const labels = member(member(this.json, mode), type);
      return Object.keys(labels ?? {}).flatMap((label) => this.find(mode, type, label) ?? []);
    });
  }

  public find(mode: "resource" | "data", type: string, label: string): Block | undefined {
    const [args] = blocks(member(member(member(this.json, mode), type), label));
    if (args === undefined) return undefined;
    const address = mode === "data" ? `data.${type}.${label}` : `${type}.${label}`;
    return { stack: this, type, address, path: constructPath(args) ?? address, args };
  }

  /** A block that has only a name and no type: a variable or an output. */
  public named(kind: "variable" | "output", name: string): JsonObject | undefined {
    return blocks(member(member(this.json, kind), name))[0];
  }

  /** The names of the modules that the stack uses. */
  public get modules(): readonly string[] {
    return Object.keys(member(this.json, "module") ?? {});
  }

  public local(name: string): Json | undefined {
    return blocks(this.json.locals)
      .map((locals) => member(locals, name))
      .find((value) => value !== undefined);
  }

  /** The configurations of a provider: the default one, and those with an alias. */
  public providers(name: string): readonly JsonObject[] {
    return blocks(member(this.json.provider, name));
  }
}

// The library writes the path of its resources; those of others have cdktf's metadata.
function constructPath(args: JsonObject): string | undefined {
  const comment = args["//"];
  const path = isRecord(comment) ? member(member(comment, "metadata"), "path") : comment;
  return typeof path === "string" ? path : undefined;
}

/** The file that a synthesis writes last. */
export function outputManifest(folder: string): string {
  return join(folder, "manifest.json");
}

/**
 * Reads the stacks in an output folder of a synthesis.
 * @throws LocalRunError if the folder contains no synthesized app
 */
export function readStacks(folder: string): readonly Stack[] {
  const manifest = outputManifest(folder);
  if (!existsSync(manifest)) throw new LocalRunError([`${manifest} does not exist. Run ${synthCommand()} first.`]);
  const stacks = member(readSynthesizedJson(manifest), "stacks");
  return Object.values(isRecord(stacks) ? stacks : {}).map((stack) => readStack(folder, stack));
}

function readStack(folder: string, stack: Json): Stack {
  const path = resolve(folder, String(member(stack, "synthesizedStackPath")));
  const json = readSynthesizedJson(path);
  if (!isRecord(json)) throw new LocalRunError([`${path} contains no stack. Run ${synthCommand()} again.`]);
  return new Stack(String(member(stack, "name")), dirname(path), json, warningsOf(stack));
}

function warningsOf(stack: Json): readonly string[] {
  const annotations = member(stack, "annotations");
  const warnings = (Array.isArray(annotations) ? annotations : []).filter(
    (each) => member(each, "level") === warningLevel,
  );
  return warnings.map((each) => `${member(each, "message")} (${member(each, "constructPath")})`);
}

function readSynthesizedJson(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new LocalRunError([`${path} can't be read: ${(error as Error).message}. Run ${synthCommand()} again.`]);
  }
}
