import { isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isRecord } from "../canonical";
import { textOf } from "./disk";
import { type Notes, Unsure } from "./notes";

const COMMENT = /[#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/** Notes the source map of an input, which esbuild follows to the sources that the input was compiled from. */
export function noteSourceMap(file: string, notes: Notes): void {
  for (const [, url = ""] of (textOf(file) ?? "").matchAll(COMMENT)) {
    if (url.startsWith("data:")) throw new Unsure(`${file} holds a source map`);
    const map = pathOf(url, file);
    if (map !== undefined) noteSources(map, notes);
  }
}

function noteSources(map: string, notes: Notes): void {
  const content = notes.settings(map);
  if (!isRecord(content) || !Array.isArray(content.sources)) return;
  const texts = Array.isArray(content.sourcesContent) ? content.sourcesContent : [];
  const root = typeof content.sourceRoot === "string" ? content.sourceRoot : "";
  for (const [index, source] of content.sources.entries()) {
    if (typeof source !== "string" || typeof texts[index] === "string") continue;
    for (const path of [pathOf(source, map), pathOf(join(root, source), map)]) {
      if (path !== undefined) notes.file(path);
    }
  }
}

/** The file that a URL means, beside another file; `undefined` when it means none. */
function pathOf(url: string, beside: string): string | undefined {
  if (isAbsolute(url)) return url;
  try {
    const target = new URL(url, pathToFileURL(beside));
    return target.protocol === "file:" ? fileURLToPath(target) : undefined;
  } catch {
    return undefined;
  }
}
