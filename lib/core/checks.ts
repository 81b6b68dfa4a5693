import { AnnotationMetadataEntryType, type ISynthesisSession, type StackAnnotation, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "./app-state";
import { refuseMemberOverrides, refuseStackOverrides } from "./hcl-overrides";
import { ignoredRulesProblem, ignoresRule, ruleMessage } from "./ignored-rules";
import { RenderedStack, type Resource } from "./rendered-stack";
import type { RuleId } from "./rule-ids";
import { stackHooks } from "./stack-hooks";
import { ValidationError } from "./validation-error";

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
