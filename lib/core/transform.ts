import type { ITerraformDependable, TerraformResourceLifecycle } from "cdktf";

/** `T` with its fields writable, so that a transform function may assign to them. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Changes what the library is about to create: either fields that replace its own, or a function that edits the
 * configuration in place. `id` is the path of the resource inside its stack.
 */
export type Transform<T> = Partial<T> | ((args: Mutable<T>, id: string) => void);

interface Waiting {
  readonly dependsOn?: ITerraformDependable[];
  readonly lifecycle?: TerraformResourceLifecycle;
}

/** Applies a transform to a configuration. `dependsOn` and `lifecycle` add to ours: order and replacement rest on them. */
export function transformed<T extends object>(config: T, transform: Transform<T> | undefined, id: string): T {
  if (transform === undefined) return config;
  const result: T = { ...config };
  if (typeof transform === "function") transform(result as Mutable<T>, id);
  else Object.assign(result, transform);
  return { ...result, ...added(config as Waiting, result as Waiting) };
}

function added(ours: Waiting, result: Waiting): Waiting {
  return {
    ...(ours.dependsOn && { dependsOn: [...new Set([...ours.dependsOn, ...(result.dependsOn ?? [])])] }),
    ...(ours.lifecycle && { lifecycle: { ...ours.lifecycle, ...result.lifecycle } }),
  };
}
