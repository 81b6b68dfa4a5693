import type { IConstruct } from "constructs";
import { quoted, ValidationError, warn } from "../core/validation-error";
import type { Attributes, Resource } from "../terraform/rendered-stack";
import { addCheck, ignoresRule, ruleMessage } from "./checks";
import type { RuleId } from "./rule-ids";

/** A rule for the arguments of one resource. The service rejects what breaks it, or that can never work. */
export interface Rule {
  /** The rule's id, or a description if it has no id. */
  readonly name: string;
  /** Undefined for a rule about auth, which no setting turns off. */
  readonly id?: RuleId;
  /** Whether synthesis only warns of what breaks the rule. */
  readonly isWarning?: boolean;
  /** Returns the error message, or undefined if the arguments follow the rule. */
  readonly problem: Problem;
}

type Problem = (attributes: Attributes) => string | undefined;

/** Creates a rule about a limit or a format of a service, which an app may ignore. */
export function rule(id: RuleId, problem: Problem): Rule {
  return { name: id, id, problem };
}

/** Creates a rule that only warns, because the service accepts some uses. An app that ignores it gets no warning. */
export function warningRule(id: RuleId, problem: Problem): Rule {
  return { name: id, id, isWarning: true, problem };
}

/** Creates a rule about auth, which no app may ignore. */
export function authRule(name: string, problem: Problem): Rule {
  return { name, problem };
}

/** Checks the rules against a resource at synthesis. Errors name `owner`, the construct that the user wrote. */
export function addRules(owner: IConstruct, resource: Resource, rules: readonly Rule[]): void {
  addCheck({
    owner,
    resource,
    find: (stack) => {
      const attributes = stack.attributes(resource);
      if (attributes === undefined) return [];
      return rules.flatMap(({ id, isWarning, problem }) => {
        const text = problem(attributes);
        return text === undefined ? [] : [{ text, rule: id, isWarning }];
      });
    },
  });
}

/** Rejects an argument that breaks a rule, before resources use it. Only warns if the app ignores the rule. */
export function requireRule(scope: IConstruct, id: RuleId, problem: string | undefined): void {
  if (problem === undefined) return;
  if (!ignoresRule(scope, id)) throw new ValidationError(scope, ruleMessage(problem, id));
  warn(scope, ruleMessage(problem, id));
}

/** Describes what is wrong with the length of a text argument. The message names it as a member of `parent`. */
export function lengthProblem(
  attributes: Attributes,
  parent: string,
  attribute: string,
  least: number,
  most: number,
): string | undefined {
  const value = attributes.string(attribute);
  if (value === undefined || (value.length >= least && value.length <= most)) return undefined;
  return `"${parent}.${argumentName(attribute)}" takes ${least} to ${most} characters; got ${value.length}, ${quoted(value)}. Change its length.`;
}

/** Returns the argument of the provider's bindings that sets an attribute: "routeKey" for "route_key". */
export function argumentName(attribute: string): string {
  return attribute.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
