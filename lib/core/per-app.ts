import type { IConstruct } from "constructs";

/**
 * The one value of a name that an app has, made at its first use. It is kept on the root of the construct tree, where a
 * second copy of this package finds it: two values would undo each other's work.
 */
export function perApp<T>(scope: IConstruct, name: string, make: (root: IConstruct) => T): T {
  const key = Symbol.for(`cdktf-apigateway-websocket/${name}`);
  const root = scope.node.root as IConstruct & { [key]?: T };
  if (!(key in root)) Object.defineProperty(root, key, { value: make(root) });
  return root[key] as T;
}
