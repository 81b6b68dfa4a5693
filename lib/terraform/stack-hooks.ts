import type { ISynthesisSession, TerraformStack } from "cdktf";
import { appState, type StateEntry } from "../core/app-state";
import { ValidationError } from "../core/validation-error";
import type { Resource, StackJson } from "./rendered-stack";

/** What this library does while cdktf renders and writes a stack. */
export interface StackHooks {
  /** Called with the stack's JSON each time cdktf renders the stack. A hook that throws ends the synthesis. */
  readonly render: ((json: StackJson) => void)[];
  /** Called with the stack's JSON before cdktf renders the stack as HCL. */
  readonly renderHcl: ((json: StackJson) => void)[];
  /** Called in place of cdktf's synthesis of the stack, which is `inner`. The first hook is the outermost one. */
  readonly synthesize: ((session: ISynthesisSession, inner: () => void) => void)[];
}

const hooksByStack: StateEntry<Map<TerraformStack, StackHooks>> = { name: "stack hooks", create: () => new Map() };

/** The hooks of a stack. */
export function stackHooks(stack: TerraformStack): StackHooks {
  const all = appState(stack, hooksByStack);
  const known = all.get(stack);
  if (known) return known;
  const hooks: StackHooks = { render: [], renderHcl: [], synthesize: [] };
  all.set(stack, hooks);
  wrapMethods(stack, hooks);
  return hooks;
}

// cdktf's validations are skipped by `skipValidation` and by `Testing.synth`, and never see overrides. What a stack
// renders is the only thing that every way of synthesis asks for. No other method of a user's object is replaced.
function wrapMethods(stack: TerraformStack, hooks: StackHooks): void {
  const { synthesizer } = stack;
  const toTerraform = stack.toTerraform.bind(stack);
  const toHclTerraform = stack.toHclTerraform.bind(stack);
  stack.toTerraform = () => {
    const json = toTerraform() as StackJson;
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

// In HCL an argument is an object of cdktf's own, whose "value" holds what was given: an override of a member changes
// that object, and either does not arrive or arrives past the checks.
/** Rejects an override of a member of an argument, which HCL output would lose. */
export function refuseMemberOverrides(resource: Resource): void {
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
export function refuseStackOverrides(stack: TerraformStack, json: StackJson): void {
  const overrides = json["//"]?.metadata?.overrides?.stack;
  const lost = ["resource", "data"].find((kind) => overrides?.includes(kind));
  if (lost === undefined) return;
  throw new ValidationError(
    stack,
    `"addOverride" of a stack does not reach its resources in HCL; got an override of "${lost}". Override the resources themselves, or synthesize JSON.`,
  );
}
