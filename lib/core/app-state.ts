import type { IConstruct } from "constructs";

/** One entry of an app's state. The room that needs the entry declares it. */
export interface StateEntry<T> {
  /** Unique among the entries. */
  readonly name: string;
  readonly create: (root: IConstruct) => T;
}

// On the root of the construct tree, where a second copy of this package finds it: two states would undo each other's
// work.
const key = Symbol.for("cdktf-apigateway-websocket/state");

/** The value of an entry for the app that a construct belongs to, created at its first use. */
export function appState<T>(scope: IConstruct, { name, create }: StateEntry<T>): T {
  const root = scope.node.root as IConstruct & { [key]?: Map<string, unknown> };
  const state = root[key] ?? new Map<string, unknown>();
  if (root[key] === undefined) Object.defineProperty(root, key, { value: state });
  if (!state.has(name)) state.set(name, create(root));
  return state.get(name) as T;
}
