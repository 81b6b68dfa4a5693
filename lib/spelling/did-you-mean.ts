import { closest, distance } from "fastest-levenshtein";

/** The known name that a misspelt one was probably meant to be; undefined where none is near. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const byLowerCase = new Map(known.map((one) => [one.toLowerCase(), one]));
  const nearest = closest(name.toLowerCase(), [...byLowerCase.keys()]);
  const isNear = distance(name.toLowerCase(), nearest) <= Math.max(1, Math.floor(nearest.length / 3));
  return isNear ? byLowerCase.get(nearest) : undefined;
}

/**
 * The last sentence of a message about a name that is not known: the nearest known name, or else `otherwise`, which
 * lists all of them by default.
 */
export function didYouMean(
  name: string,
  known: readonly string[],
  otherwise = `Known are ${known.join(", ")}.`,
): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? otherwise : `Did you mean ${JSON.stringify(nearest)}?`;
}
