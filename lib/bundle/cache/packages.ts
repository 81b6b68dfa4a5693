import { readFileSync } from "node:fs";
import { isRecord } from "../json";
import { Uncertain } from "./facts";

/** A package.json, `undefined` where there is none. */
export function readManifest(path: string): Readonly<Record<string, unknown>> | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  const content = parsed(text);
  if (!isRecord(content)) throw new Uncertain(`${path} can't be read`);
  return content;
}

/** All paths that a package.json may name as a tsconfig to extend. */
export function manifestTexts(path: string): readonly string[] {
  const manifest = readManifest(path);
  return [...texts(manifest?.tsconfig), ...texts(manifest?.exports)];
}

/** All texts in a JSON value, at any depth, but not the names of its members. */
export function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return isRecord(value) || Array.isArray(value) ? Object.values(value).flatMap(texts) : [];
}

export function packageName(specifier: string): string {
  const [first = "", second] = specifier.split("/");
  return first.startsWith("@") && second ? `${first}/${second}` : first;
}

export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
