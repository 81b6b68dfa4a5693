import { bare } from "./bare";

/**
 * The distinct values of a header. The case of its name is ignored. API Gateway puts the last value into `headers` and
 * all values into `multiValueHeaders`. Values that are not strings are ignored.
 */
export function headerLines(event: unknown, name: string): readonly string[] {
  const { headers, multiValueHeaders } = bare(event);
  const entries = [multiValueHeaders, headers].flatMap((list) => Object.entries(bare(list)));
  const lines = entries.flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() ? value : []));
  return [...new Set(lines.filter((line): line is string => typeof line === "string"))];
}
