/**
 * The distinct values of a header. The case of its name is ignored. API Gateway puts the last value into `headers` and
 * all values into `multiValueHeaders`. Values that are not strings are ignored.
 */
export function headerLines(event: unknown, name: string): readonly string[] {
  const { headers, multiValueHeaders } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const entries = [...Object.entries(multiValueHeaders ?? {}), ...Object.entries(headers ?? {})];
  const lines = entries.flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() ? value : []));
  return [...new Set(lines.filter((line): line is string => typeof line === "string"))];
}
