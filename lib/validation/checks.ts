import { isDeepStrictEqual } from "node:util";
import { AnnotationMetadataEntryType, type ISynthesisSession, type StackAnnotation, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { appState, type StackStateEntry, type StateEntry, stackState } from "../core/app-state";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { type Attributes, RenderedStack, type Resource } from "../terraform/rendered-stack";
import { rejectMemberOverrides, rejectStackOverrides, stackHooks } from "../terraform/stack-hooks";
import { resolveValue } from "../terraform/tokens";
import { isRuleId, type RuleId, ruleIds } from "./rule-ids";

/** A check of a rendered stack. It runs in every kind of synthesis, and no option of cdktf skips it. */
export interface Check {
  /** The construct that the message names. */
  readonly owner: IConstruct;
  /** The checked resource, if the check is about a single one. */
  readonly resource?: Resource;
  /** Returns the types of the checked resources, if the check is about all of them. */
  readonly types?: () => readonly string[];
  /** Returns the problems. It must not have side effects: it runs several times, the first time before aspects. */
  readonly find: (stack: RenderedStack) => readonly Finding[];
}

/** A problem that a check found. */
export interface Finding {
  readonly text: string;
  /** The broken rule, if an app may ignore it. */
  readonly rule?: RuleId;
  /** The construct that the message names instead of the check's owner. */
  readonly owner?: IConstruct;
  /** Whether synthesis reports the problem and goes on. */
  readonly isWarning?: boolean;
}

interface Warning {
  readonly owner: IConstruct;
  readonly message: string;
}

const checksOfStack: StackStateEntry<Check[]> = { name: "checks", create: startChecking };

/** Adds a check to the stack of its owner. */
export function addCheck(check: Check): void {
  stackState(check.owner, checksOfStack).push(check);
}

interface AppChecks {
  readonly checks: Check[];
  /** The stacks as they were rendered last. */
  readonly rendered: Map<TerraformStack, RenderedStack>;
}

const checksOfApp: StateEntry<AppChecks> = {
  name: "checks of all stacks",
  create: () => ({ checks: [], rendered: new Map() }),
};

/** Adds a check of every stack of the app, also of those without a construct of this library. */
export function addAppCheck(check: Check): void {
  appState(check.owner, checksOfApp).checks.push(check);
  startCheckingAll(check.owner);
}

function startCheckingAll(scope: IConstruct): void {
  const stacks = scope.node.root.node.findAll().filter((construct) => TerraformStack.isStack(construct));
  for (const stack of stacks) stackState(stack, checksOfStack);
}

/** Adds a check that finds at most one problem. The message names `owner`. */
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
  const ofApp = appState(stack, checksOfApp);
  hooks.prepare.push(() => {
    if (ofApp.checks.length > 0) startCheckingAll(stack);
  });
  hooks.render.push((json) => {
    const problem = ignoredRulesProblem(stack);
    if (problem !== undefined) throw new ValidationError(stack, problem);
    const rendered = new RenderedStack(json, stack);
    ofApp.rendered.set(stack, rendered);
    warnings = runChecks([...checks, ...ofApp.checks], rendered);
    // An aspect of this stack may have changed what concerns the stacks that were rendered before.
    for (const other of ofApp.rendered.values()) if (other !== rendered) runChecks(ofApp.checks, other);
  });
  hooks.renderHcl.push((json) => {
    rejectStackOverrides(stack, json);
    for (const resource of checkedResources(stack, [...checks, ...ofApp.checks])) rejectMemberOverrides(resource);
  });
  hooks.synthesize.push((session, inner) => {
    inner();
    addAnnotations(session, stack, warnings);
  });
  return checks;
}

function checkedResources(stack: TerraformStack, checks: readonly Check[]): ReadonlySet<Resource> {
  const types = new Set(checks.flatMap((check) => check.types?.() ?? []));
  const isOfType = (element: IConstruct) => types.has((element as Partial<Resource>).terraformResourceType ?? "");
  const ofTypes = types.size === 0 ? [] : stack.node.findAll().filter(isOfType);
  return new Set([...checks.flatMap(({ resource }) => resource ?? []), ...(ofTypes as unknown as Resource[])]);
}

/** Throws the first error that the app does not ignore. Returns the ignored errors, and the warnings that are not. */
function runChecks(checks: readonly Check[], stack: RenderedStack): readonly Warning[] {
  return checks.flatMap(({ owner, find }) =>
    find(stack).flatMap((finding) => {
      const { text, rule, isWarning = false } = finding;
      const subject = finding.owner ?? owner;
      const isIgnored = rule !== undefined && ignoresRule(subject, rule);
      const message = rule === undefined ? text : ruleMessage(text, rule);
      if (!isIgnored && !isWarning) throw new ValidationError(subject, message);
      return isIgnored && isWarning ? [] : [{ owner: subject, message }];
    }),
  );
}

// The checks run while cdktf renders the stack, which is after cdktf has collected annotations.
function addAnnotations({ manifest }: ISynthesisSession, stack: TerraformStack, warnings: readonly Warning[]): void {
  const annotations: StackAnnotation[] = manifest.forStack(stack).annotations;
  for (const { owner, message } of warnings) {
    const constructPath = owner.node.path;
    const isKnown = annotations.some((known) => known.constructPath === constructPath && known.message === message);
    if (!isKnown) annotations.push({ constructPath, level: AnnotationMetadataEntryType.WARN, message });
  }
}

const idRemedy = "Copy the id in brackets from the end of the rule's message.";

const contextKey = "cdktf-apigateway-websocket:ignoreRules";

/** Whether the app's context turns a rule into a warning. */
export function ignoresRule(scope: IConstruct, id: RuleId): boolean {
  const ignored: unknown = scope.node.tryGetContext(contextKey);
  return Array.isArray(ignored) && ignored.includes(id);
}

/** Appends a rule's id to a message. With the id, an app can ignore the rule. */
export function ruleMessage(problem: string, id: RuleId): string {
  return `${problem} [${id}]`;
}

/** Describes what is wrong with the list of ignored rules in an app's context. */
function ignoredRulesProblem(scope: IConstruct): string | undefined {
  const ignored: unknown = scope.node.tryGetContext(contextKey);
  if (ignored === undefined) return undefined;
  const example = `Write { "context": { "${contextKey}": ["lambda-memory"] } } in cdktf.json.`;
  if (!Array.isArray(ignored) || ignored.some((id) => typeof id !== "string"))
    return `"${contextKey}" has to be a list of rule ids; got ${quoted(ignored)}. ${example}`;
  const unknown: string | undefined = ignored.find((id: string) => !isRuleId(id));
  if (unknown === undefined) return undefined;
  return `"${contextKey}" contains an unknown rule id; got ${quoted(unknown)}. ${didYouMean(unknown, Object.keys(ruleIds), idRemedy)}`;
}

/** Expected values by the names of Terraform attributes. */
export type Expected = Readonly<Record<string, unknown>>;

interface LockArgs {
  /** The construct that the message names. */
  readonly owner: IConstruct;
  /** Returns the message for a description of how the resource differs. */
  readonly reason: (drift: string) => string;
  /** Expected attributes that `ignore_changes` may contain, and meta-arguments that may be set. */
  readonly ignored?: readonly string[];
  /** Whether the resource may be missing from the stack. */
  readonly optional?: boolean;
}

/**
 * Rejects a stack whose resource does not have the expected attributes after transforms, overrides and aspects. Values
 * known only after apply count as different, and so do `count` and `for_each`.
 */
export function lock(resource: Resource, expected: Expected, args: LockArgs): void {
  addCheck({ owner: args.owner, resource, find: (stack) => driftFindings(stack, resource, expected, args) });
}

/** Returns the drift of one resource, for a check of several resources. */
export function driftFindings(
  stack: RenderedStack,
  resource: Resource,
  expected: Expected,
  { owner, reason, ignored, optional = false }: LockArgs,
): readonly Finding[] {
  const attributes = stack.attributes(resource);
  if (attributes === undefined && optional) return [];
  if (stack.isList(resource)) return [{ owner, text: reason("a list of blocks") }];
  const drift = describeDrift(attributes, resolvedValues(owner, expected), ignored);
  return drift === undefined ? [] : [{ owner, text: reason(drift) }];
}

// One by one: in a whole object, cdktf drops undefined members, which stand for attributes that must not be set.
function resolvedValues(owner: IConstruct, expected: Expected): Expected {
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, resolveValue(owner, value)]));
}

/**
 * Describes how the rendered resource differs from `expected`: the resource is missing, an attribute has another value,
 * `count` or `for_each` is set, or Terraform ignores changes of an expected attribute. Values known only after apply
 * count as different. `ignored` contains expected attributes that `ignore_changes` may contain, and meta-arguments that
 * may be set. With "ignore_changes" in `ignored`, Terraform may ignore changes of all attributes.
 */
export function describeDrift(
  attributes: Attributes | undefined,
  expected: Readonly<Record<string, unknown>>,
  ignored: readonly string[] = [],
): string | undefined {
  if (attributes === undefined) return "a stack without the resource";
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

// For an ignored attribute, Terraform keeps the value that was deployed before.
function ignoredChange(attributes: Attributes, locked: readonly string[]): string | undefined {
  const ignored = attributes.blocks("lifecycle")[0]?.raw("ignore_changes");
  const harmless =
    Array.isArray(ignored) &&
    ignored.every((name) => /^[a-z_]+$/.test(name) && !locked.includes(name) && name !== "all");
  return ignored === undefined || harmless ? undefined : `"ignore_changes" = ${quoted(ignored)}`;
}
