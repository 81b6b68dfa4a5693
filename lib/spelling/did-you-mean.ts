import { distance } from "fastest-levenshtein";

// A name whose digits differ is another version or quantity, such as "nodejs26.x" and "30 days". A longer difference is
// another word: "notResources" is not "resources".
function isNear(name: string, known: string): boolean {
  const shorter = Math.min(name.length, known.length);
  // Names of one letter are never near: one edit makes any of them another.
  const byLength = Math.min(2, shorter - 1, Math.max(1, Math.floor(shorter / 3)));
  // Two swapped letters, as in "auht", count as two edits.
  const most = sortedLetters(name) === sortedLetters(known) ? 2 : byLength;
  return digitsOf(name) === digitsOf(known) && distance(name, known) <= most;
}

function sortedLetters(text: string): string {
  return [...text].sort().join("");
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** The known name that a misspelt one was probably meant to be; undefined where none is, or where several are as near. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  const near = known.filter((candidate) => isNear(given, candidate.toLowerCase()));
  const distances = near.map((candidate) => distance(given, candidate.toLowerCase()));
  const least = Math.min(...distances);
  const nearest = near.filter((_, index) => distances[index] === least);
  return nearest.length === 1 ? nearest[0] : undefined;
}

/**
 * Returns the last sentence of a message about an unknown name. It suggests the nearest known name. If none is near, it
 * is `otherwise`, which lists all known names by default.
 */
export function didYouMean(
  name: string,
  known: readonly string[],
  otherwise = `Known are ${known.join(", ")}.`,
): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? otherwise : `Did you mean ${JSON.stringify(nearest)}?`;
}
