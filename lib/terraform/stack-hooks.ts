import type { ISynthesisSession, TerraformStack } from "cdktf";
import { type StackStateEntry, stackState } from "../core/app-state";
import { requireOwnElements } from "../core/own-constructs";
import { ValidationError } from "../core/validation-error";
import type { Resource, StackJson } from "./rendered-stack";

/** Functions that run while cdktf renders and writes a stack. */
export interface StackHooks {
  /** Called before cdktf synthesizes any stack of the app. */
  readonly prepare: (() => void)[];
  /** Called with the stack's JSON each time cdktf renders the stack. A hook that throws ends the synthesis. */
  readonly render: ((json: StackJson) => void)[];
  /** Called with the stack's JSON before cdktf renders the stack as HCL. */
  readonly renderHcl: ((json: StackJson) => void)[];
  /** Called instead of cdktf's synthesis of the stack, which `inner` runs. The first hook is the outermost one. */
  readonly synthesize: ((session: ISynthesisSession, inner: () => void) => void)[];
  /** Renders the stack as cdktf does, without calling hooks. */
  readonly renderPlain: () => StackJson;
}

const hooksOfStack: StackStateEntry<StackHooks> = {
  name: "stack hooks",
  create: (stack) => {
    const renderPlain = stack.toTerraform.bind(stack);
    const hooks: StackHooks = { prepare: [], render: [], renderHcl: [], synthesize: [], renderPlain };
    wrapMethods(stack, hooks);
    return hooks;
  },
};

/** Returns the hooks of a stack. The first call wraps methods of the stack. */
export function stackHooks(stack: TerraformStack): StackHooks {
  return stackState(stack, hooksOfStack);
}

// `skipValidation` and `Testing.synth` skip cdktf's validations, and validations never see overrides. Only the
// rendering of a stack is part of every kind of synthesis. The library replaces no other method of a user's object.
function wrapMethods(stack: TerraformStack, hooks: StackHooks): void {
  const { synthesizer } = stack;
  const prepareStack = stack.prepareStack.bind(stack);
  const toHclTerraform = stack.toHclTerraform.bind(stack);
  stack.prepareStack = () => {
    requireOwnElements(stack);
    for (const hook of hooks.prepare) hook();
    prepareStack();
  };
  stack.toTerraform = () => {
    const json = hooks.renderPlain();
    for (const hook of hooks.render) hook(json);
    return json;
  };
  stack.toHclTerraform = () => {
    const json = stack.toTerraform() as StackJson;
    for (const hook of hooks.renderHcl) hook(json);
    return toHclTerraform();
  };
  stack.synthesizer = {
    synthesize: (session) => {
      const run = hooks.synthesize.reduceRight<() => void>(
        (inner, hook) => () => hook(session, inner),
        () => synthesizer.synthesize(session),
      );
      run();
    },
  };
}

/**
 * Rejects an override of a member of an argument, for HCL output. There cdktf wraps each argument in an object whose
 * "value" is the argument. The override changes the wrapping object, so it is lost or bypasses the checks.
 */
export function rejectMemberOverrides(resource: Resource): void {
  const { terraformResourceType: type, friendlyUniqueId } = resource;
  const overridden: readonly string[] = resource.toMetadata().overrides?.[type] ?? [];
  if (overridden.length === 0) return;
  const [blocks] = Object.values<Record<string, Record<string, Record<string, unknown>>>>(resource.toHclTerraform());
  const body = blocks?.[type]?.[friendlyUniqueId] ?? {};
  const argument = overridden.find((name) => isCdktfArgument(body[name]));
  if (argument === undefined) return;
  throw new ValidationError(
    resource,
    `"addOverride" can't change a member of an argument in HCL; got an override of a member of "${argument}". Override the whole argument, or synthesize JSON.`,
  );
}

function isCdktfArgument(argument: unknown): boolean {
  return (
    typeof argument === "object" &&
    argument !== null &&
    ["value", "isBlock", "storageClassType"].some((name) => Object.hasOwn(argument, name))
  );
}

/** Rejects a stack override of resources, for HCL output: cdktf leaves it out of HCL, but the checks have seen it. */
export function rejectStackOverrides(stack: TerraformStack, json: StackJson): void {
  const overrides = json["//"]?.metadata?.overrides?.stack;
  const overridden = ["resource", "data", "locals", "module", "output"].find((kind) => overrides?.includes(kind));
  if (overridden === undefined) return;
  throw new ValidationError(
    stack,
    `"addOverride" of a stack can't change its resources in HCL; got an override of "${overridden}". Override the resources themselves, or synthesize JSON.`,
  );
}
