/** What a selection expression makes of a message; undefined where it finds nothing. */
export type Selection = (body: string) => string | undefined;

type Path = readonly (string | number)[];
type Part = string | Path;

/**
 * A route selection expression of API Gateway: `$request.body.action`, or a text with variables such as
 * `${request.body.service}/${request.body.action}`.
 *
 * @throws RangeError for an expression that API Gateway would not take
 */
export function parseSelectionExpression(expression: string): Selection {
  const parts = parseParts(expression);
  return (body) => {
    const message = parseMessage(body);
    if (message === undefined) return undefined;
    const texts = parts.map((part) => (typeof part === "string" ? part : fieldText(valueAt(message, part))));
    return texts.includes(undefined) ? undefined : texts.join("");
  };
}

// A backslash before a "$" takes its meaning; "${…}" may stand in text, "$request…" ends where no path goes on.
const pieces =
  /\\(.)|\$\{\s*request\.body\.([^{}]*?)\s*\}|\$request\.body\.((?:[\w-]+|\[[^\]]*\])(?:\.[\w-]+|\[[^\]]*\])*)|([^\\$]+|\$)/gy;

function parseParts(expression: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of expression.matchAll(pieces)) {
    end = match.index + match[0].length;
    const [, escaped, braced, plain, text] = match;
    const path = braced ?? plain;
    if (path !== undefined) parts.push(parsePath(path, expression));
    else if (text === "$") break;
    else parts.push(escaped ?? text ?? "");
  }
  if (end < expression.length || expression === "" || parts.every((part) => typeof part === "string"))
    throw new RangeError(`The route selection expression ${JSON.stringify(expression)} names no field of a message.`);
  return parts;
}

function parsePath(text: string, expression: string): Path {
  const steps = [...text.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]|(.)/g)];
  if (steps.length === 0 || steps.some(([, , , , , stray]) => stray !== undefined))
    throw new RangeError(
      `The path ${JSON.stringify(text)} in the route selection expression ${JSON.stringify(expression)} can't be read.`,
    );
  return steps.map(([, name, index, single, double]) =>
    index === undefined ? (name ?? single ?? double ?? "") : Number(index),
  );
}

function parseMessage(body: string): unknown {
  try {
    return JSON.parse(body) ?? undefined;
  } catch {
    return undefined;
  }
}

// Own properties only: a client must not reach the prototype by a field of that name.
function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) =>
      typeof found === "object" && found !== null && Object.hasOwn(found, step)
        ? (found as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}

function fieldText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return `[${value.map((item) => fieldText(item) ?? "null").join(", ")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
