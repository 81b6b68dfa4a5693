import type { ISynthesisSession, TerraformStack } from "cdktf";
import { appState, type StateEntry } from "../core/app-state";
import type { StackJson } from "./rendered-stack";

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
  wrap(stack, hooks);
  return hooks;
}

// cdktf's validations are skipped by `skipValidation` and by `Testing.synth`, and never see overrides. What a stack
// renders is the only thing that every way of synthesis asks for. No other method of a user's object is replaced.
function wrap(stack: TerraformStack, hooks: StackHooks): void {
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
