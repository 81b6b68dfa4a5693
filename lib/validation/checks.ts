import { AnnotationMetadataEntryType, type ISynthesisSession, type StackAnnotation, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { quoted, ValidationError } from "../core/validation-error";
import { RenderedStack, type Resource, type StackJson } from "../terraform/rendered-stack";
import { stackHooks } from "../terraform/stack-hooks";
import { isRuleId, type RuleId } from "./rule-ids";

/** One check of a stack as it is about to be written. No option of cdktf skips it, in any kind of synthesis. */
export interface Check {
  /** The construct that the message names. */
  readonly owner: IConstruct;
  /** The resource that is checked, if it is a single one. */
  readonly resource?: Resource;
  /** Finds what is wrong. It has no side effects: it runs several times, first before aspects. */
  readonly find: (stack: RenderedStack) => readonly Finding[];
}

/** Something that is wrong. */
export interface Finding {
  readonly text: string;
  /** The rule that found it, if it may be ignored. */
  readonly rule?: RuleId;
  /** The construct that the message names, in place of the check's owner. */
  readonly owner?: IConstruct;
}

interface Warning {
  readonly owner: IConstruct;
  readonly message: string;
}

const checksByStack: StateEntry<Map<TerraformStack, Check[]>> = { name: "checks", create: () => new Map() };

/** Adds a check to the stack of its owner. */
export function addCheck(check: Check): void {
  const stack = TerraformStack.of(check.owner);
  const all = appState(stack, checksByStack);
  const checks = all.get(stack) ?? startChecking(stack);
  all.set(stack, checks);
  checks.push(check);
}

/** Adds a check that finds at most one thing and names its owner. */
export function addSearch(owner: IConstruct, search: (stack: RenderedStack) => string | undefined): void {
  addCheck({
    owner,
    find: (stack) => {
      const text = search(stack);
      return text === undefined ? [] : [{ text }];
    },
  });
}

function startChecking(stack: TerraformStack): Check[] {
  const checks: Check[] = [];
  let warnings: readonly Warning[] = [];
  const hooks = stackHooks(stack);
  hooks.render.push((json) => {
    const problem = ignoredRulesProblem(stack);
    if (problem !== undefined) throw new ValidationError(stack, problem);
    warnings = runChecks(checks, new RenderedStack(json));
  });
  hooks.renderHcl.push((json) => {
    refuseStackOverrides(stack, json);
    for (const resource of new Set(checks.map((check) => check.resource)))
      if (resource) refuseMemberOverrides(resource);
  });
  hooks.synthesize.push((session, inner) => {
    inner();
    annotate(session, stack, warnings);
  });
  return checks;
}

/** Throws what the first check finds that no setting ignores; returns what is ignored. */
function runChecks(checks: readonly Check[], stack: RenderedStack): readonly Warning[] {
  return checks.flatMap(({ owner, find }) =>
    find(stack).map((finding) => {
      const { text, rule } = finding;
      const subject = finding.owner ?? owner;
      if (rule === undefined || !ignoresRule(subject, rule))
        throw new ValidationError(subject, rule === undefined ? text : ruleMessage(text, rule));
      return { owner: subject, message: ruleMessage(text, rule) };
    }),
  );
}

// cdktf collects annotations before it renders the stack, which is when the checks run.
function annotate({ manifest }: ISynthesisSession, stack: TerraformStack, warnings: readonly Warning[]): void {
  const annotations: StackAnnotation[] = manifest.forStack(stack).annotations;
  for (const { owner, message } of warnings) {
    const constructPath = owner.node.path;
    const isKnown = annotations.some((known) => known.constructPath === constructPath && known.message === message);
    if (!isKnown) annotations.push({ constructPath, level: AnnotationMetadataEntryType.WARN, message });
  }
}

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
function ignoredRulesProblem(scope: IConstruct): string | undefined {
  const ignored: unknown = scope.node.tryGetContext(contextKey);
  if (ignored === undefined) return undefined;
  const example = `Write { "context": { "${contextKey}": ["lambda-memory"] } } in cdktf.json.`;
  if (!Array.isArray(ignored) || ignored.some((id) => typeof id !== "string"))
    return `"${contextKey}" has to be a list of rule ids; got ${quoted(ignored)}. ${example}`;
  const unknown: string | undefined = ignored.find((id: string) => !isRuleId(id));
  if (unknown === undefined) return undefined;
  return `"${contextKey}" holds an id that no rule has; got ${quoted(unknown)}. Write the id that stands in brackets at the end of the rule's message.`;
}

// In HCL an argument is an object of cdktf's own, whose "value" holds what was given: an override of a member changes
// that object, and either does not arrive or arrives past the checks.
/** Rejects an override of a member of an argument, which HCL output would lose. */
function refuseMemberOverrides(resource: Resource): void {
  const { terraformResourceType: type, friendlyUniqueId } = resource;
  const overridden: readonly string[] = resource.toMetadata().overrides?.[type] ?? [];
  if (overridden.length === 0) return;
  const [blocks] = Object.values<Record<string, Record<string, Record<string, unknown>>>>(resource.toHclTerraform());
  const body = blocks?.[type]?.[friendlyUniqueId] ?? {};
  const lost = overridden.find((name) => isCdktfArgument(body[name]));
  if (lost === undefined) return;
  throw new ValidationError(
    resource,
    `"addOverride" reaches no member of an argument in HCL; got an override of one of "${lost}". Override the whole argument, or synthesize JSON.`,
  );
}

function isCdktfArgument(argument: unknown): boolean {
  return (
    typeof argument === "object" &&
    argument !== null &&
    ["value", "isBlock", "storageClassType"].some((name) => Object.hasOwn(argument, name))
  );
}

/** Rejects an override of the stack that reaches its resources: cdktf leaves it out of HCL, so the checks saw another stack. */
function refuseStackOverrides(stack: TerraformStack, json: StackJson): void {
  const overrides = json["//"]?.metadata?.overrides?.stack;
  const lost = ["resource", "data"].find((kind) => overrides?.includes(kind));
  if (lost === undefined) return;
  throw new ValidationError(
    stack,
    `"addOverride" of a stack does not reach its resources in HCL; got an override of "${lost}". Override the resources themselves, or synthesize JSON.`,
  );
}
