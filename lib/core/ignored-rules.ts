import type { IConstruct } from "constructs";
import { isRuleId, type RuleId } from "./rule-ids";
import { quoted } from "./validation-error";

const contextKey = "cdktf-apigateway-websocket:ignoreRules";

/** Whether the app's context turns a rule into a warning. */
export function ignoresRule(scope: IConstruct, id: RuleId): boolean {
  const ignored: unknown = scope.node.tryGetContext(contextKey);
  return Array.isArray(ignored) && ignored.includes(id);
}

/** A problem with the id of the rule that found it, by which the rule can be ignored. */
export function ruleMessage(problem: string, id: RuleId): string {
  return `${problem} [${id}]`;
}

/** What is wrong with the list of ignored rules in an app's context. */
export function ignoredRulesProblem(scope: IConstruct): string | undefined {
  const ignored: unknown = scope.node.tryGetContext(contextKey);
  if (ignored === undefined) return undefined;
  const example = `Write { "context": { "${contextKey}": ["lambda-memory"] } } in cdktf.json.`;
  if (!Array.isArray(ignored) || ignored.some((id) => typeof id !== "string"))
    return `"${contextKey}" has to be a list of rule ids; got ${quoted(ignored)}. ${example}`;
  const unknown: string | undefined = ignored.find((id: string) => !isRuleId(id));
  if (unknown === undefined) return undefined;
  return `"${contextKey}" holds an id that no rule has; got ${quoted(unknown)}. Write the id that stands in brackets at the end of the rule's message.`;
}
