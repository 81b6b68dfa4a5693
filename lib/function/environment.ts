import type { LambdaFunction, LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import type { NamedLink } from "../link/definition";
import { appIdentity, resourceVariables } from "../link/links";
import { escapeTemplate } from "../terraform/expressions";
import { resolveValue } from "../terraform/tokens";
import { addSearch, describeDrift } from "../validation/checks";
import type { FunctionArgs } from "./function-args";

/** Returns the environment variables of a function: those of its links, and its own. */
export function environment(scope: Construct, args: FunctionArgs, links: readonly NamedLink[]): Record<string, string> {
  const linked = resourceVariables(scope, appIdentity(scope), links);
  const conflict = Object.keys(args.environment ?? {}).find((name) => Object.hasOwn(linked, name));
  if (conflict !== undefined)
    throw new ValidationError(
      scope,
      `"environment" may not set ${quoted(conflict)}, which passes a link to the function; got ${quoted(args.environment?.[conflict])}. Rename the variable, or remove the link.`,
    );
  return { ...linked, ...args.environment, ...(args.nodejs?.sourcemap && { NODE_OPTIONS: nodeOptions(args) }) };
}

/** Node.js ignores a source map without this option. */
const sourceMapsOption = "--enable-source-maps";

/** The function's own options of Node.js, with the one for source maps, unless they already decide about it. */
function nodeOptions({ environment }: FunctionArgs): string {
  const own = environment?.NODE_OPTIONS;
  if (own === undefined || own === "") return sourceMapsOption;
  if (typeof own !== "string") return own;
  const decides = own.split(/\s+/).some((option) => /^--(no-)?enable-source-maps$/.test(option));
  return decides ? own : `${own} ${sourceMapsOption}`;
}

/** Rejects a function whose environment lacks a link, because a transform can replace the whole environment. */
export function requireLinks(scope: Construct, fn: LambdaFunction, linked: readonly string[]): void {
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(fn);
    if (attributes === undefined) return undefined;
    const block = attributes.blocks("environment")[0];
    // An environment that is not set has no variables. One that is known only after apply is not checked.
    const unknown = block?.has("variables") ?? attributes.has("environment");
    const variables = block?.entries("variables") ?? (unknown ? undefined : []);
    const missing = linked.find((name) => variables && !variables.some(([variable]) => variable === name));
    if (missing === undefined) return undefined;
    return `"transform.function.environment" removes ${quoted(missing)}, which passes a link to the function; got ${quoted(variables?.map(([variable]) => variable))}. Set "environment" instead, which keeps the links.`;
  });
}

type Environment = LambdaFunctionConfig["environment"];

/**
 * The environment variables that the library adds to a function. `auth` depends on them, so they are locked: a later
 * change or removal is an error.
 */
export class LibraryVariables {
  private readonly values = new Map<string, string>();

  constructor(private readonly scope: Construct) {}

  /**
   * Adds variables to an environment. Text is escaped for Terraform, and tokens remain references.
   *
   * @throws ValidationError if the environment already contains one of the variables
   */
  public addTo(environment: Environment, variables: Readonly<Record<string, string>>): Environment {
    return Object.entries(variables).reduce(
      (all, [name, text]) => this.add(all, name, escapeTemplate(text)),
      environment,
    );
  }

  /** Whether a variable was added before, with the same value. */
  public has(name: string, text: string): boolean {
    const known = this.values.get(name);
    return known !== undefined && resolveValue(this.scope, known) === resolveValue(this.scope, escapeTemplate(text));
  }

  /** Rejects a stack in which a variable of the function is missing or has another value. */
  public lockIn(fn: LambdaFunction): void {
    addSearch(this.scope, (stack) => {
      if (this.values.size === 0) return undefined;
      const attributes = stack.attributes(fn);
      const drift = describeDrift(attributes, { environment: attributes?.raw("environment") });
      if (drift !== undefined) return authDriftMessage("its environment", drift);
      const found = Object.fromEntries(attributes?.blocks("environment")[0]?.entries("variables") ?? []);
      const drifted = [...this.values].find(([name, value]) => found[name] !== resolveValue(this.scope, value));
      return drifted && authDriftMessage(`its variable ${quoted(drifted[0])}`, quoted(found[drifted[0]] ?? null));
    });
  }

  private add(environment: Environment, name: string, value: string): Environment {
    const given = environment?.variables ?? {};
    if (Token.isUnresolved(environment) || Token.isUnresolved(given))
      throw new ValidationError(
        this.scope,
        `"transform.function.environment" has to be known at synthesis, because the library adds ${quoted(name)} to it; got a reference. Write { variables: { NAME: … } }, where each value may be a reference.`,
      );
    if (Object.hasOwn(given, name))
      throw new ValidationError(
        this.scope,
        `"environment" may not set ${quoted(name)}, which the library sets to ${quoted(resolveValue(this.scope, value))}; got ${quoted(resolveValue(this.scope, given[name]))}. Remove it, or create a function for each use.`,
      );
    this.values.set(name, value);
    return { ...environment, variables: { ...given, [name]: value } };
  }
}

/** Returns the message for a change of a function that would bypass auth. */
export function authDriftMessage(what: string, got: string): string {
  return `"transform.function", an override or an aspect may not change ${what}, because the auth of an API depends on it; got ${got}. Take that change back, or use another function.`;
}
