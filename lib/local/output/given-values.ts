import { parseEnv } from "node:util";
import type { Value } from "../expression/value";

/**
 * Values for what only a deployment knows, by what they are for:
 * - `aws_sqs_queue.jobs.url`: an attribute, as expressions call it;
 * - `var.name`, or `TF_VAR_name`: a variable, as Terraform itself takes it from the environment;
 * - `QUEUE_URL`: an environment variable of functions, where its value can't be known otherwise.
 *
 * `<stack>/` in front of it means that stack alone.
 */
export type Values = Readonly<Record<string, Value>>;

/** What an env file says. A list or an object is written as JSON. */
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

/** Values that were given, and which of them were asked for. */
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

/** `TF_VAR_a` is `var.a`, and `x["a"][0]` is `x.a.0`. */
function normalizeKey(key: string): string {
  return key.replace(/^([^/]*\/)?TF_VAR_/, "$1var.").replace(/\[\s*"?([^\]"]*)"?\s*\]/g, ".$1");
}
