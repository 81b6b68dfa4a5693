/**
 * The lines of a header that a client sent, each once, whatever the case of its name. API Gateway gives the last line in
 * `headers`, and all of them in `multiValueHeaders`. Other things than texts are passed over.
 */
export function headerLines(event: unknown, name: string): readonly string[] {
  const { headers, multiValueHeaders } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const entries = [...Object.entries(multiValueHeaders ?? {}), ...Object.entries(headers ?? {})];
  const lines = entries.flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() ? value : []));
  return [...new Set(lines.filter((line): line is string => typeof line === "string"))];
}
