// A whole message has to stay below API Gateway's 128 KB.
const longestText = 4000;

/** The JSON object that a client sent; undefined if it sent anything else. */
export function parse(body: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const message: unknown = JSON.parse(body ?? "");
    return typeof message === "object" && message !== null && !Array.isArray(message) ? { ...message } : undefined;
  } catch {
    return undefined;
  }
}

/** The texts that a message has to hold, or what to tell the client that sent it. */
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

/** What a handler returns so that the client that sent the message gets an answer. */
export function reply(answer: object) {
  return { statusCode: 200, body: JSON.stringify(answer) };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= longestText;
}
