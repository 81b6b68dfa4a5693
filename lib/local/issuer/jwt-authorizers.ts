import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ManifestFunction } from "../../bundle/manifest";
import { readStacks } from "../output/stack";

/** Tells which functions are JWT authorizers of this library: the manifest beside their code names the module they are made of. */
export function jwtAuthorizersIn(dir: string): (fn: { readonly stack: string; readonly address: string }) => boolean {
  const found = new Set(
    readStacks(dir).flatMap(({ name, folder }) =>
      manifestIn(folder)
        .filter(({ module }) => module === "runtime/jwt-authorizer")
        .map(({ address }) => `${name}/${address}`),
    ),
  );
  return ({ stack, address }) => found.has(`${stack}/${address}`);
}

function manifestIn(folder: string): readonly ManifestFunction[] {
  const path = join(folder, "functions/manifest.json");
  if (!existsSync(path)) return [];
  return (
    (JSON.parse(readFileSync(path, "utf8")) as { readonly functions?: readonly ManifestFunction[] }).functions ?? []
  );
}
