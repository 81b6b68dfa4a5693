import { bundledFunctions } from "../output/manifest";
import { readStacks } from "../output/stack";

/** Recognizes JWT authorizers of this library by the source module that the bundle manifest names. */
export function jwtAuthorizersIn(dir: string): (fn: { readonly stack: string; readonly address: string }) => boolean {
  const found = new Set(
    readStacks(dir).flatMap(({ name, folder }) =>
      bundledFunctions(folder)
        .filter(({ module }) => module === "runtime/jwt-authorizer")
        .map(({ address }) => `${name}/${address}`),
    ),
  );
  return ({ stack, address }) => found.has(`${stack}/${address}`);
}
