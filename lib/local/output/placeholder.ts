import type { Value } from "../expression/value";

// Private-use characters, which no name in AWS contains.
const [start, end] = ["\u{E000}", "\u{E001}"];
const placeholders = new RegExp(`${start}([^${end}]*)${end}`, "gu");

/** A placeholder, in a text, for a value that is known only after apply. */
export function placeholder(causes: readonly string[]): Value {
  return `${start}${causes.join(" and ")}${end}`;
}

/** The values that the placeholders in a text depend on. */
export function placeholderCauses(text: string): readonly string[] {
  return [...text.matchAll(placeholders)].map(([, cause = ""]) => cause);
}
