import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** Describes one value in the state of an app. The module that uses the value declares its entry. */
export interface StateEntry<T> {
  /** Unique among the entries. */
  readonly name: string;
  readonly create: (root: IConstruct) => T;
}

// A global symbol on the root of the construct tree, so that two installed copies of this package share one state. With
// a state for each copy, the two would overwrite each other's output.
const key = Symbol.for("cdktf-apigateway-websocket/state");

/** Returns the value of an entry for the app of a construct. Creates the value at the first call. */
export function appState<T>(scope: IConstruct, { name, create }: StateEntry<T>): T {
  const root = scope.node.root as IConstruct & { [key]?: Map<string, unknown> };
  const state = root[key] ?? new Map<string, unknown>();
  if (root[key] === undefined) Object.defineProperty(root, key, { value: state });
  if (!state.has(name)) state.set(name, create(root));
  return state.get(name) as T;
}

/** Describes one value in the state of each stack. */
export interface StackStateEntry<T> {
  /** Unique among the entries. */
  readonly name: string;
  readonly create: (stack: TerraformStack) => T;
}

/** Returns the value of an entry for the stack of a construct. Creates the value at the first call for that stack. */
export function stackState<T>(scope: IConstruct, { name, create }: StackStateEntry<T>): T {
  const stack = TerraformStack.of(scope);
  const all = appState(scope, { name, create: () => new Map<TerraformStack, T>() });
  if (!all.has(stack)) all.set(stack, create(stack));
  return all.get(stack) as T;
}
