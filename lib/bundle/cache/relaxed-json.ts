const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const COMMENTS = new RegExp(`${STRING}|//[^\\n]*|/\\*[\\s\\S]*?\\*/`, "g");
const TRAILING_COMMAS = new RegExp(`${STRING}|,(?=\\s*[}\\]])`, "g");

/** JSON as in a tsconfig.json, with comments and commas before a closing bracket; `undefined` when it is none. */
export function parseRelaxedJson(text: string): unknown {
  const kept = (part: string) => (part.startsWith('"') ? part : " ");
  // Hundreds of files are package.json files, which have nothing to remove.
  return (
    parsed(text) ??
    parsed(
      text
        .replace(/^\ufeff/, "")
        .replace(COMMENTS, kept)
        .replace(TRAILING_COMMAS, kept),
    )
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
