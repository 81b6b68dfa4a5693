/** Thrown for an invalid token (401). The message is logged, and never contains the token. */
export class Refusal extends Error {}

/** Thrown if a token can't be verified, or the answer can't be created (500). */
export class Failure extends Error {}

/** Formats a part of a token or an answer for a message, at most 120 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "none";
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
