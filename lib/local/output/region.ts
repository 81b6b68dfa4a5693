import type { Value } from "../expression/value";
import type { Json } from "./json";
import type { Block } from "./stack";

/** The region of a resource: its own "region", its provider's, or `otherwise`. */
export function regionOf({ stack, args }: Block, otherwise: string, evaluate: (json: Json) => Value): Value {
  if (args.region !== undefined) return evaluate(args.region);
  const [, alias] = String(args.provider ?? "aws").split(".");
  const provider = stack.providers("aws").find((configuration) => configuration.alias === alias);
  return provider?.region === undefined ? otherwise : evaluate(provider.region);
}
