import { isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isRecord } from "../json";
import { Uncertain } from "./facts";
import { textOf } from "./packages";

const COMMENT = /[#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/** The source map of an input, and the sources that esbuild reads because the map does not contain them. */
export function mappedFiles(input: string): readonly string[] {
  return [...(textOf(input) ?? "").matchAll(COMMENT)].flatMap(([, url = ""]) => {
    if (url.startsWith("data:")) throw new Uncertain(`${input} contains a source map`);
    const map = pathOf(url, input);
    return map === undefined ? [] : [map, ...sourcesOf(map)];
  });
}

function sourcesOf(map: string): readonly string[] {
  const text = textOf(map);
  const content = text === undefined ? undefined : parsed(text, map);
  if (!isRecord(content) || !Array.isArray(content.sources)) return [];
  const texts = Array.isArray(content.sourcesContent) ? content.sourcesContent : [];
  const root = typeof content.sourceRoot === "string" ? content.sourceRoot : "";
  return content.sources.flatMap((source: unknown, index) => {
    if (typeof source !== "string" || typeof texts[index] === "string") return [];
    return [pathOf(source, map), pathOf(join(root, source), map)].filter((path) => path !== undefined);
  });
}

/** The file that a URL beside another file means, `undefined` for none. */
function pathOf(url: string, beside: string): string | undefined {
  if (isAbsolute(url)) return url;
  try {
    const target = new URL(url, pathToFileURL(beside));
    return target.protocol === "file:" ? fileURLToPath(target) : undefined;
  } catch {
    return undefined;
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Uncertain(`${path} can't be read`);
  }
}
