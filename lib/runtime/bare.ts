/**
 * Copies the properties of the value itself to an object without a prototype. Every other object inherits what some code
 * adds to `Object.prototype`, so an absent scope could be read there.
 */
export function bare(value: unknown): Readonly<Record<string, unknown>> {
  // Not the letters of a text.
  return { __proto__: null, ...(typeof value === "object" && value) } as never;
}
