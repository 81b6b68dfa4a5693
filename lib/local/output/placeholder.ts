import type { Value } from "../expression/value";

// Letters that no name in AWS has.
const [start, end] = ["\u{E000}", "\u{E001}"];
const placeholders = new RegExp(`${start}([^${end}]*)${end}`, "gu");

/** Takes the place of a value in a text that is known only after apply. */
export function placeholder(causes: readonly string[]): Value {
  return `${start}${causes.join(" and ")}${end}`;
}

/** What the placeholders in a text need to be known. */
export function placeholderCauses(text: string): readonly string[] {
  return [...text.matchAll(placeholders)].map(([, cause = ""]) => cause);
}
