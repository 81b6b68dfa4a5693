import type { TerraformElement } from "cdktf";
import type { IConstruct } from "constructs";
import type { Attributes } from "./attributes";
import { judge, type Read } from "./judge";
import { quoted, ValidationError } from "./validation-error";

/** One thing that AWS refuses, or that can never work, in the arguments of one resource. */
export interface Rule {
  /** What the rule holds, in words. */
  readonly name: string;
  /** What is wrong with the arguments: the argument in quotes, the value, what to do. */
  readonly broken: (attributes: Attributes) => string | undefined;
}

/** What the first rule that does not hold says. */
export function brokenRule(rules: readonly Rule[], attributes: Attributes): string | undefined {
  for (const rule of rules) {
    const text = rule.broken(attributes);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Holds rules against a resource at synthesis. The error names `scope`, the construct that the user wrote. */
export function hold(
  scope: IConstruct,
  resource: TerraformElement & { terraformResourceType: string },
  rules: readonly Rule[],
): void {
  judge(scope, (read: Read) => {
    const attributes = read(resource);
    const text = attributes && brokenRule(rules, attributes);
    if (text !== undefined) throw new ValidationError(scope, text);
  });
}

/** What is wrong with the length of a text argument. `parent` is the argument that holds it, for the message. */
export function lengthProblem(
  attributes: Attributes,
  parent: string,
  attribute: string,
  least: number,
  most: number,
): string | undefined {
  const value = attributes.string(attribute);
  if (value === undefined || (value.length >= least && value.length <= most)) return undefined;
  const argument = attribute.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `"${parent}.${argument}" takes ${least} to ${most} characters; got ${value.length}, ${quoted(value)}. Change its length.`;
}
