/** The fields of an object whose shape is not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a value; none for a value that is no object. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
