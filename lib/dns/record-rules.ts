import type { Attributes } from "../core/attributes";
import { quoted } from "../core/validation-error";

/** What is wrong with a text argument of a record that takes a few words only. */
export function oneOf(record: Attributes, argument: string, words: readonly string[]): string | undefined {
  const value = record.string(argument);
  if (value === undefined || words.includes(value)) return undefined;
  return `"transform.record.${argument}" has to be one of ${words.join(", ")}; got ${quoted(value)}. Choose one of them.`;
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** What is wrong with a number of a record that has to be whole and in one of the ranges. */
export function wholeNumber(record: Attributes, argument: string, ranges: readonly Range[]): string | undefined {
  const value = record.number(argument);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && ranges.some(({ least, most }) => value >= least && value <= most)) return undefined;
  const words = ranges.map(({ least, most }) => (least === most ? `${least}` : `${least} to ${most}`)).join(", or ");
  return `"transform.record.${argument}" takes ${words}; got ${value}. Give a whole number in there.`;
}
