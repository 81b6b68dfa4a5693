import type { LambdaFunction, LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import type { NamedLink } from "../link/linkable";
import { appIdentity, resourceVariables } from "../link/links";
import { escapeTemplate } from "../terraform/expressions";
import { resolveValue } from "../terraform/tokens";
import { addSearch, describeDrift } from "../validation/checks";
import type { FunctionArgs } from "./function-args";

/** The variables of a function: those its links travel in, and its own. */
export function environment(scope: Construct, args: FunctionArgs, links: readonly NamedLink[]): Record<string, string> {
  const linked = resourceVariables(scope, appIdentity(scope), links);
  const twice = Object.keys(args.environment ?? {}).find((name) => Object.hasOwn(linked, name));
  if (twice !== undefined)
    throw new ValidationError(
      scope,
      `"environment" may not set ${quoted(twice)}: a link travels in it; got ${quoted(args.environment?.[twice])}. Leave it out, or the link.`,
    );
  // Node.js reads the deployed source map only when it is told to.
  return { ...linked, ...(args.nodejs?.sourcemap && { NODE_OPTIONS: "--enable-source-maps" }), ...args.environment };
}

/** Rejects a function whose environment lacks a link: a transform that sets the environment sets all of it. */
export function requireLinks(scope: Construct, fn: LambdaFunction, linked: readonly string[]): void {
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(fn);
    if (attributes === undefined) return undefined;
    const block = attributes.blocks("environment")[0];
    // Nothing set holds no variable; what only Terraform knows is not judged.
    const unknown = block?.has("variables") ?? attributes.has("environment");
    const variables = block?.entries("variables") ?? (unknown ? undefined : []);
    const lost = linked.find((name) => variables && !variables.some(([variable]) => variable === name));
    if (lost === undefined) return undefined;
    return `"transform.function.environment" takes a link away: ${quoted(lost)} is missing; got ${quoted(variables?.map(([variable]) => variable))}. Set "environment" instead, which adds to the links.`;
  });
}

type Environment = LambdaFunctionConfig["environment"];

/**
 * The environment variables that the library needs in a function, by their names. `auth` rests on them, so they are
 * locked: what changes one or takes it away later is an error.
 */
export class LibraryVariables {
  private readonly values = new Map<string, string>();

  constructor(private readonly scope: Construct) {}

  /**
   * Adds variables to an environment. The same value twice is one. Texts arrive as written, tokens as what they stand for.
   *
   * @throws ValidationError where a variable has another value already
   */
  public addTo(environment: Environment, variables: Readonly<Record<string, string>>): Environment {
    return Object.entries(variables).reduce(
      (all, [name, text]) => this.add(all, name, escapeTemplate(text)),
      environment,
    );
  }

  /** Whether a variable is there already, with the same value. */
  public has(name: string, text: string): boolean {
    const known = this.values.get(name);
    return known !== undefined && resolveValue(this.scope, known) === resolveValue(this.scope, escapeTemplate(text));
  }

  /** Rejects a stack in which the function does not have the variables. */
  public lockIn(fn: LambdaFunction): void {
    addSearch(this.scope, (stack) => {
      if (this.values.size === 0) return undefined;
      const attributes = stack.attributes(fn);
      const drift = describeDrift(attributes, { environment: attributes?.raw("environment") });
      if (drift !== undefined) return authDriftMessage("its environment", drift);
      const found = Object.fromEntries(attributes?.blocks("environment")[0]?.entries("variables") ?? []);
      const lost = [...this.values].find(([name, value]) => found[name] !== resolveValue(this.scope, value));
      return lost && authDriftMessage(`its variable ${quoted(lost[0])}`, quoted(found[lost[0]] ?? null));
    });
  }

  private add(environment: Environment, name: string, value: string): Environment {
    const given = environment?.variables ?? {};
    if (Token.isUnresolved(environment) || Token.isUnresolved(given))
      throw new ValidationError(
        this.scope,
        `"transform.function.environment" has to be known at synthesis here: the library adds ${quoted(name)} to it; got a reference. Name the variables one by one, each of which may be a reference.`,
      );
    if (Object.hasOwn(given, name))
      throw new ValidationError(
        this.scope,
        `"environment" may not set ${quoted(name)}, which the library needs for what the function is used for; got ${quoted(resolveValue(this.scope, given[name]))} beside ${quoted(resolveValue(this.scope, value))}. Leave it out, or make a function for each use.`,
      );
    this.values.set(name, value);
    return { ...environment, variables: { ...given, [name]: value } };
  }
}

/** The message for a change of a function that would open what `auth` closed. */
export function authDriftMessage(what: string, got: string): string {
  return `"transform.function", an override or an aspect may not change ${what}: the auth of an API rests on it; got ${got}. Take that change back, or use another function.`;
}
