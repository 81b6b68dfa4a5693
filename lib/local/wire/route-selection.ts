/** Evaluates a selection expression for a message; undefined if a field is missing or the message is not JSON. */
export type Selection = (body: string) => string | undefined;

type Path = readonly (string | number)[];
type Part = string | Path;

/**
 * Parses a route selection expression of API Gateway: `$request.body.action`, or a text with variables such as
 * `${request.body.service}/${request.body.action}`.
 *
 * @throws RangeError for an expression that API Gateway would reject
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

// A backslash escapes a "$". "${…}" may appear anywhere in the text, and "$request…" ends with its path.
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
    throw new RangeError(
      `"route_selection_expression" must name a field of the message; got ${JSON.stringify(expression)}.`,
    );
  return parts;
}

function parsePath(text: string, expression: string): Path {
  const steps = [...text.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]|(.)/g)];
  if (steps.length === 0 || steps.some(([, , , , , stray]) => stray !== undefined))
    throw new RangeError(
      `"route_selection_expression" contains the invalid path ${JSON.stringify(text)}; got ${JSON.stringify(expression)}.`,
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

// Own properties only, so that a client can't reach the prototype by the name of a field.
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
