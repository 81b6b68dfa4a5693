import { EvaluationError, isList, isMap, sortedEntries, type Value } from "./value";

/** Terraform's `jsonencode`: members are sorted by name, and characters that are special in HTML are escaped. */
export function encodeJson(value: Value): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function decodeJson(text: string): Value {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EvaluationError(`the text is not valid JSON: ${(error as Error).message}`);
  }
}

function sorted(value: Value): Value {
  if (isList(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(sortedEntries(value).map(([key, member]) => [key, sorted(member)]));
}
