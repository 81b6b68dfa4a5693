// Keeps a whole message below API Gateway's limit of 128 KB.
const longestText = 4000;

/** Parses the JSON object that a client sent; undefined for anything else. */
export function parse(body: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const message: unknown = JSON.parse(body ?? "");
    return typeof message === "object" && message !== null && !Array.isArray(message) ? { ...message } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the required strings of a message. Returns a problem to report to the client if one is invalid. */
export function texts<Field extends string>(
  body: string | undefined,
  fields: readonly Field[],
): Readonly<Record<Field, string>> | { readonly problem: string } {
  const message = parse(body);
  if (message === undefined) return { problem: "A message has to be a JSON object." };
  const wrong = fields.find((field) => !isText(message[field]));
  if (wrong) return { problem: `"${wrong}" has to be a text of 1 to ${longestText} characters.` };
  return message as Record<Field, string>;
}

/** The handler response that sends an answer to the client. */
export function reply(answer: object) {
  return { statusCode: 200, body: JSON.stringify(answer) };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= longestText;
}
