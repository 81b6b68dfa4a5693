import { basename, dirname, join } from "node:path";
import type { Notes } from "./notes";

/** Notes the path of a file itself: at each of its steps something of the same name might come first. */
export function notePlace(path: string, root: string, notes: Notes): void {
  const folder = dirname(path);
  notes.names(folder, basename(path));
  const isTop = folder === root || folder === dirname(folder) || basename(folder) === "node_modules";
  if (!isTop) notes.once(`place\0${folder}`, (own) => notePlace(folder, root, own));
}

/** Notes the package.json files in a folder and above it. */
export function noteManifests(folder: string, notes: Notes): void {
  notes.once(`manifests\0${folder}`, (own) => {
    own.file(join(folder, "package.json"));
    const parent = dirname(folder);
    if (parent !== folder) noteManifests(parent, own);
  });
}
