import { Script } from "node:vm";
import { UnsupportedCall } from "./value";

/** Time limit for a pattern in milliseconds. Terraform's patterns take linear time, those of JavaScript may not. */
const patternTimeout = 250;

/** Patterns that exceeded the time limit. An expression is evaluated several times. */
const slowPatterns = new Set<string>();

/** Terraform's `replace()`. A part between slashes is a regular expression. */
export function replace(text: string, part: string, by: string): string {
  if (part.length < 2 || !part.startsWith("/") || !part.endsWith("/")) return text.replaceAll(part, () => by);
  const source = part.slice(1, -1);
  const replaced: string[] = [];
  let end = 0;
  for (const match of matchesOf(text, source)) {
    replaced.push(text.slice(end, match.index), expand(by, match));
    end = match.index + match[0].length;
  }
  return [...replaced, text.slice(end)].join("");
}

function expand(by: string, match: RegExpExecArray): string {
  return by.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return whole === "$$" ? "$" : whole;
    return String((/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? "");
  });
}

const allMatches = new Script("[...text.matchAll(pattern)]");

/** All matches of a pattern. Only a script has a time limit that also interrupts a regular expression. */
function matchesOf(text: string, source: string): readonly RegExpExecArray[] {
  const pattern = compiled(source);
  try {
    if (slowPatterns.has(source)) throw unsupported(source);
    return allMatches.runInNewContext({ text, pattern }, { timeout: patternTimeout });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    slowPatterns.add(source);
    throw unsupported(source);
  }
}

function unsupported(source: string): UnsupportedCall {
  return new UnsupportedCall(`replace() with the pattern ${JSON.stringify(source)}`);
}

function compiled(source: string): RegExp {
  try {
    return new RegExp(source.replaceAll("(?P<", "(?<"), "gu");
  } catch {
    // Terraform's patterns have flags and classes that JavaScript's have not.
    throw unsupported(source);
  }
}
