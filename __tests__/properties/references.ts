interface Synthesized {
  readonly resource?: Readonly<Record<string, object>>;
  readonly data?: Readonly<Record<string, object>>;
  readonly variable?: object;
  readonly locals?: object;
}

/** Returns the references of a synthesized stack that Terraform can't resolve. */
export function unresolved(json: Synthesized): readonly string[] {
  const known = new Set([
    ...Object.entries(json.resource ?? {}).flatMap(([type, made]) =>
      Object.keys(made).map((name) => `${type}.${name}`),
    ),
    ...Object.entries(json.data ?? {}).flatMap(([type, made]) =>
      Object.keys(made).map((name) => `data.${type}.${name}`),
    ),
    ...Object.keys(json.variable ?? {}).map((name) => `var.${name}`),
    ...Object.keys(json.locals ?? {}).map((name) => `local.${name}`),
  ]);
  return strings({ resource: json.resource, data: json.data, locals: json.locals }).flatMap(({ path, text }) => {
    const addresses = /\.depends_on\.\d+$/.test(path) ? [text] : identifiers(text);
    return addresses.filter((address) => !resolves(address, known)).map((address) => `${path}: ${address}`);
  });
}

/** Returns the references in a template's expressions, such as "data.archive_file.a.output_path". */
export function identifiers(template: string): readonly string[] {
  const found: string[] = [];
  scanTemplate(template, 0, false, found);
  return found;
}

function resolves(address: string, known: ReadonlySet<string>): boolean {
  const parts = address.split(".");
  return known.has(parts.slice(0, parts[0] === "data" ? 3 : 2).join("."));
}

// A template is text with "${…}" in it; "$${" is text. A template in quotes ends at the closing quote.
function scanTemplate(text: string, start: number, quoted: boolean, found: string[]): number {
  let at = start;
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    if (quoted && text[at] === '"') return at + 1;
    if (quoted && text[at] === "\\") at += 2;
    else if (["$${", "%%{"].includes(text.slice(at, at + 3))) at += 3;
    else if (two === "%{") {
      found.push("%{");
      at += 2;
    } else if (two === "${") at = scanExpression(text, at + 2, found);
    else at += 1;
  }
  if (quoted) found.push(`unfinished: ${text}`);
  return at;
}

function scanExpression(text: string, start: number, found: string[]): number {
  let at = start;
  let depth = 0;
  while (at < text.length) {
    const name = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*/.exec(text.slice(at))?.[0];
    if (name !== undefined) {
      at += name.length;
      if (text[at] !== "(" && !["null", "true", "false"].includes(name)) found.push(name);
    } else if (text[at] === '"') at = scanTemplate(text, at + 1, true, found);
    else if (text[at] === "}" && depth === 0) return at + 1;
    else {
      if (text[at] === "{") depth += 1;
      if (text[at] === "}") depth -= 1;
      at += 1;
    }
  }
  found.push(`unfinished: ${text}`);
  return at;
}

function strings(value: unknown, path = ""): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, `${path}.${key}`));
}
