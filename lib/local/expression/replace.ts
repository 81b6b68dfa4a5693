import { EvaluationError } from "./value";

/** Terraform's `replace()`. A part between slashes is a regular expression. */
export function replace(text: string, part: string, by: string): string {
  if (part.length < 2 || !part.startsWith("/") || !part.endsWith("/")) return text.replaceAll(part, () => by);
  const pattern = compiled(part.slice(1, -1));
  return text.replace(pattern, (...match) => {
    const groups = match.find((item) => typeof item === "object") as Readonly<Record<string, string>> | undefined;
    return by.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
      const name = bare ?? braced;
      if (name === undefined) return whole === "$$" ? "$" : whole;
      return String((/^\d+$/.test(name) ? match[Number(name)] : groups?.[name]) ?? "");
    });
  });
}

function compiled(source: string): RegExp {
  try {
    return new RegExp(source.replaceAll("(?P<", "(?<"), "gu");
  } catch (error) {
    throw new EvaluationError((error as Error).message);
  }
}
