/** A token is not let in: 401. The message says why, for the log; it never holds the token. */
export class Refusal extends Error {}

/** The token can't be judged, or the answer can't be given: 500. */
export class Failure extends Error {}

/** A piece of a token or of an answer, as a message may show it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "none";
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
