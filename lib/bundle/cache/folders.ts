import { dirname } from "node:path";

/** A folder and all above it. */
export function upwards(folder: string): readonly string[] {
  const folders = [folder];
  for (let parent = dirname(folder); parent !== folders.at(-1); parent = dirname(parent)) folders.push(parent);
  return folders;
}

/** Whether esbuild takes a folder for part of a package: there it does not look at a tsconfig.json. */
export function isInPackage(folder: string): boolean {
  return /(?:^|[\\/])node_modules(?:[\\/]|$)/.test(folder);
}

/** The package that a folder is or lies in: the folder under the last `node_modules` on the way, or under a scope there. */
export function packageHome(folder: string): string | undefined {
  const [, before = "", inside = ""] = /^(.*[\\/]node_modules[\\/])(.+)$/.exec(folder) ?? [];
  // Folders such as `.pnpm` and `.cache` hold packages, or are none.
  const [name] = /^(?:@[^\\/]+[\\/])?[^\\/@.][^\\/]*/.exec(inside) ?? [];
  return name === undefined || name.endsWith("node_modules") ? undefined : before + name;
}
