/** Parses YAML, and the older format of yarn. All scalars are strings. */
export function parseYaml(text: string): unknown {
  const { parseSyml } = require("@yarnpkg/parsers") as typeof import("@yarnpkg/parsers");
  return parseSyml(text);
}
