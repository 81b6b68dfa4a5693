import { isDeepStrictEqual } from "node:util";
import { AnnotationMetadataEntryType, type ISynthesisSession, type StackAnnotation, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { type Attributes, RenderedStack, type Resource } from "../terraform/rendered-stack";
import { refuseMemberOverrides, refuseStackOverrides, stackHooks } from "../terraform/stack-hooks";
import { resolveValue } from "../terraform/tokens";
import { isRuleId, type RuleId, ruleIds } from "./rule-ids";

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
    addAnnotations(session, stack, warnings);
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
function addAnnotations({ manifest }: ISynthesisSession, stack: TerraformStack, warnings: readonly Warning[]): void {
  const annotations: StackAnnotation[] = manifest.forStack(stack).annotations;
  for (const { owner, message } of warnings) {
    const constructPath = owner.node.path;
    const isKnown = annotations.some((known) => known.constructPath === constructPath && known.message === message);
    if (!isKnown) annotations.push({ constructPath, level: AnnotationMetadataEntryType.WARN, message });
  }
}

const idRemedy = "Write the id that stands in brackets at the end of the rule's message.";

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
  return `"${contextKey}" holds an id that no rule has; got ${quoted(unknown)}. ${didYouMean(unknown, Object.keys(ruleIds), idRemedy)}`;
}

/** Attributes by their names in Terraform. */
export type Expected = Readonly<Record<string, unknown>>;

interface LockArgs {
  /** The construct that the message names. */
  readonly owner: IConstruct;
  /** The message, which takes in how the resource differs. */
  readonly reason: (drift: string) => string;
  /** Expected attributes that Terraform may keep as they were deployed, and meta-arguments that may be set. */
  readonly ignored?: readonly string[];
  /** Whether the stack may be without the resource. */
  readonly optional?: boolean;
}

/**
 * Rejects a stack whose resource does not have the expected attributes once transforms, overrides and aspects are
 * applied. Values that only Terraform knows count as different, and so do `count` and `for_each`.
 */
export function lock(resource: Resource, expected: Expected, args: LockArgs): void {
  addCheck({ owner: args.owner, resource, find: (stack) => driftFindings(stack, resource, expected, args) });
}

/** What a lock finds, for a check of several resources. */
export function driftFindings(
  stack: RenderedStack,
  resource: Resource,
  expected: Expected,
  { owner, reason, ignored, optional = false }: LockArgs,
): readonly Finding[] {
  const attributes = stack.attributes(resource);
  if (attributes === undefined && optional) return [];
  const drift = describeDrift(attributes, resolvedValues(owner, expected), ignored);
  return drift === undefined ? [] : [{ owner, text: reason(drift) }];
}

// One by one: of a whole object, cdktf leaves out what is undefined, which is an attribute that must not be set.
function resolvedValues(owner: IConstruct, expected: Expected): Expected {
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, resolveValue(owner, value)]));
}

/**
 * Describes how the rendered resource differs from `expected`: an attribute has another value, the resource is missing,
 * `count` or `for_each` makes none or several of it, or Terraform ignores changes of an expected attribute. Values known
 * only after apply count as different. `ignored` names expected attributes whose changes Terraform may ignore, and
 * meta-arguments that may be set.
 */
export function describeDrift(
  attributes: Attributes | undefined,
  expected: Readonly<Record<string, unknown>>,
  ignored: readonly string[] = [],
): string | undefined {
  if (attributes === undefined) return "a stack without it";
  for (const [name, value] of Object.entries(expected)) {
    const found = attributes.raw(name) ?? null;
    if (!isDeepStrictEqual(found, value ?? null))
      return `"${name}" = ${quoted(found)} in place of ${quoted(value ?? null)}`;
  }
  const meta = ["count", "for_each"].find((name) => attributes.has(name) && !ignored.includes(name));
  const locked = Object.keys(expected).filter((name) => !ignored.includes(name));
  if (meta) return `"${meta}" = ${quoted(attributes.raw(meta))}`;
  return ignored.includes("ignore_changes") ? undefined : ignoredChange(attributes, locked);
}

// Terraform would leave the resource as it was deployed before.
function ignoredChange(attributes: Attributes, locked: readonly string[]): string | undefined {
  const ignored = attributes.blocks("lifecycle")[0]?.raw("ignore_changes");
  const harmless =
    Array.isArray(ignored) &&
    ignored.every((name) => /^[a-z_]+$/.test(name) && !locked.includes(name) && name !== "all");
  return ignored === undefined || harmless ? undefined : `"ignore_changes" = ${quoted(ignored)}`;
}
