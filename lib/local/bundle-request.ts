import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BundleRequest } from "../bundle/bundle";
import { libraryRoot } from "../bundle/library-root";
import type { ManifestFunction } from "../bundle/manifest";

/** The request by which a synthesis bundled a function; undefined for a function of this library. */
export function bundleRequest(source: ManifestFunction, root: string): BundleRequest | undefined {
  const { address, handler, options, wrapper } = source;
  if (handler === undefined) return undefined;
  return {
    ...{ id: address, owner: `${handler.replace(/\.[^./]+$/, "")}.${source.export}`, options },
    source: { entry: join(root, handler), relative: handler, exportName: source.export },
    ...(wrapper && { wrapper: { ...wrapper, module: libraryFile(wrapper.module) } }),
  };
}

/** The file of a module of this library. The package contains modules, and a checkout contains their sources. */
function libraryFile(name: string): string {
  const path = join(libraryRoot, name);
  return existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.mjs`;
}
