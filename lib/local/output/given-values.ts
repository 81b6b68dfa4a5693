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

/** Parses an env file. Lists and objects are written as JSON. */
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

  constructor(values: Values) {
    this.values = new Map(Object.entries(values).map(([key, value]) => [normalizeKey(key), value]));
  }

  public find(stack: string, key: string): Value | undefined {
    const name = normalizeKey(key);
    return this.values.get(`${stack}/${name}`) ?? this.values.get(name);
  }
}

/** Converts `TF_VAR_a` to `var.a`, and `x["a"][0]` to `x.a.0`. */
function normalizeKey(key: string): string {
  return key.replace(/^([^/]*\/)?TF_VAR_/, "$1var.").replace(/\[\s*"?([^\]"]*)"?\s*\]/g, ".$1");
}
