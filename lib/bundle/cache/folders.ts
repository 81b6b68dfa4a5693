import { basename, dirname } from "node:path";

/** A folder and all above it. */
export function upwards(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

/** Whether esbuild takes a folder for part of a package: there it does not look at a tsconfig.json. */
export function isInPackage(folder: string): boolean {
  return upwards(folder).some((part) => basename(part) === "node_modules");
}
