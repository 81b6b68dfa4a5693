import { parseEnv } from "node:util";
import type { Value } from "../expression/value";

/**
 * Values that are known only after apply. The possible keys are:
 * - `aws_sqs_queue.jobs.url`: an attribute, as in an expression;
 * - `var.name` or `TF_VAR_name`: a Terraform variable;
 * - `QUEUE_URL`: an environment variable of functions whose value is unknown.
 *
 * The prefix `<stack>/` limits a value to one stack.
 */
export type Values = Readonly<Record<string, Value>>;

/** Parses a file of lines such as `NAME=value`. Lists and objects are written as JSON. */
export function valuesOf(envFile: string): Values {
  return Object.fromEntries(Object.entries(parseEnv(envFile)).map(([key, text]) => [key, valueOf(text ?? "")]));
}

function valueOf(text: string): Value {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The values that the user passed. */
export class GivenValues {
  private readonly values: ReadonlyMap<string, Value>;
  private readonly used = new Set<string>();
  private readonly missing = new Set<string>();

  constructor(private readonly given: Values) {
    this.values = new Map(Object.entries(given).map(([key, value]) => [normalizeKey(key), value]));
  }

  public find(stack: string, key: string): Value | undefined {
    const name = normalizeKey(key);
    const found = [`${stack}/${name}`, name].find((candidate) => this.values.has(candidate));
    if (found !== undefined) this.used.add(found);
    else this.missing.add(`${stack}/${name}`);
    return found === undefined ? undefined : this.values.get(found);
  }

  /** Whether a value was looked up for a stack, but not passed. */
  public isMissing(stack: string, key: string): boolean {
    return this.missing.has(`${stack}/${normalizeKey(key)}`);
  }

  /** The names of the values that were never looked up, as the user wrote them. */
  public get unused(): readonly string[] {
    return Object.keys(this.given).filter((key) => !this.used.has(normalizeKey(key)));
  }
}

/** Converts `TF_VAR_a` to `var.a`, and `x["a"][0]` to `x.a.0`. */
export function normalizeKey(key: string): string {
  return key.replace(/^([^/]*\/)?TF_VAR_/, "$1var.").replace(/\[\s*"?([^\]"]*)"?\s*\]/g, ".$1");
}
