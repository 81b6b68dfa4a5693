import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRecord } from "../canonical-data";
import { packageFolder } from "../duplicate-packages";
import type { Need } from "./need";

/** Packages that find the native code of the package that depends on them. */
const LOADERS = ["node-gyp-build", "bindings", "@mapbox/node-pre-gyp", "node-pre-gyp", "@node-rs/helper"];

/** The names of packages with native code, one for each operating system: `@img/sharp-linux-x64`. */
const FOR_PLATFORM = /[-/](?:linux|darwin|win32)-(?:x64|arm64)\b/;

/** The packages in a bundle whose native code is not: esbuild does not see it, because they compute its path. */
export function nativePackages(files: ReadonlySet<string>, root: string): readonly Need[] {
  const sources = new Map<string, string>();
  for (const from of files) {
    const folder = packageFolder(from);
    if (folder !== undefined && !sources.has(folder)) sources.set(folder, from);
  }
  return [...sources].flatMap(([folder, from]): Need[] => {
    const manifest = readManifest(resolve(root, folder));
    return loadsNativeCode(manifest) ? [{ kind: "native", name: String(manifest.name), from }] : [];
  });
}

function loadsNativeCode({ dependencies, optionalDependencies }: Readonly<Record<string, unknown>>): boolean {
  const names = (value: unknown) => (isRecord(value) ? Object.keys(value) : []);
  return (
    names(dependencies).some((name) => LOADERS.includes(name)) ||
    names(optionalDependencies).some((name) => FOR_PLATFORM.test(name))
  );
}

function readManifest(folder: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return isRecord(content) ? content : {};
  } catch {
    return {};
  }
}
