import { isRecord } from "../../bundle/canonical-data";
import { EvaluationError, isMap, toText, Unknown, unknownIn, type Value } from "../expression/value";
import type { JsonObject } from "./json";
import { bundledFunctions } from "./manifest";
import type { ResourceReader } from "./resource-reader";

/** Returns a value that overrides a variable of a function; undefined keeps the synthesized value. */
export type Override = (
  fn: { readonly stack: string; readonly address: string; readonly path: string },
  variable: string,
) => string | undefined;

/** The environment variables of a function. Reports a problem for each unknown variable without a given value. */
export function environmentOf(fn: ResourceReader, override: Override): Readonly<Record<string, string>> {
  const [block] = fn.nested("environment");
  if (block === undefined) return {};
  const { variables } = block.block.args;
  const names = isRecord(variables) ? lookupsOfObject(fn, variables) : lookupsOfExpression(block);
  const { stack, address, path } = fn.block;
  const entries = names.flatMap(([name, value]): readonly (readonly [string, string])[] => {
    const forced = override({ stack: stack.name, address, path }, name);
    if (forced !== undefined) return [[name, forced]];
    const text = variableText(fn, name, value);
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(entries);
}

type Lookup = readonly [name: string, value: () => Value];

function lookupsOfObject(fn: ResourceReader, variables: JsonObject): readonly Lookup[] {
  return Object.entries(variables).map(([name, json]) => [name, () => fn.deployment.value(fn.block.stack, json)]);
}

// One expression may define all variables.
function lookupsOfExpression(block: ResourceReader): readonly Lookup[] {
  const map = block.value("variables") ?? null;
  return Object.entries(isMap(map) ? map : {}).map(([name, value]) => [name, () => value]);
}

function variableText(fn: ResourceReader, name: string, evaluate: () => Value): string | undefined {
  const what = `The variable ${name} of the function ${fn.block.path}`;
  try {
    const value = evaluate();
    if (value === null) return undefined;
    const unknown = unknownIn(value);
    const given = fn.deployment.given(fn.block.stack, name);
    if (unknown && given === undefined) fn.problems.miss(what, unknown.causes, remedyFor(fn, name));
    if (!unknown && given !== undefined)
      fn.problems.notice(`${what} has a synthesized value; the value that you passed for it is ignored.`);
    const final = unknown ? (given ?? unknown) : value;
    return final instanceof Unknown ? undefined : toText(final);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    fn.problems.disable(`${what} can't be evaluated: ${error.message}.`);
    return undefined;
  }
}

/** The option that gives a variable. The issuer of a run replaces that of JWT authorizers. */
function remedyFor({ block: { stack, address } }: ResourceReader, name: string): string | undefined {
  // A link is JSON, which is tedious to pass. What it depends on, such as a secret's variable, is a plain value.
  if (name.startsWith("SST_RESOURCE_")) return undefined;
  const isAuthorizer = bundledFunctions(stack.folder).some(
    (entry) => entry.address === address && entry.module === "runtime/jwt-authorizer",
  );
  if (isAuthorizer && name === "JWT_ISSUER") return "Pass --issuer.";
  if (isAuthorizer && name === "JWT_AUDIENCES") return "Pass --issuer --audience <audience>.";
  return `Pass --set ${name}=….`;
}
