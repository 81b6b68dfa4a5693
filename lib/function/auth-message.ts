/** The message for a change of a function that would open what `auth` closed. */
export function authRestsOn(what: string, got: string): string {
  return `"transform.function", an override or an aspect may not change ${what}: the auth of an API rests on it; got ${got}. Take that change back, or use another function.`;
}
