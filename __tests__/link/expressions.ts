/** Returns the value of a reference such as "aws_s3_bucket.Uploads.arn" after apply. Throws for an unknown one. */
export type Known = (address: string) => unknown;

/** Evaluates a synthesized string: the value of a single `${…}`, or the text with the value of each `${…}`. */
export function evaluate(template: string, known: Known): unknown {
  const parser = new Parser(template, known);
  const parts = parser.template();
  return parts.length === 1 ? parts[0] : parts.map(asText).join("");
}

/** Evaluates all strings in a synthesized value. */
export function evaluateAll(value: unknown, known: Known): unknown {
  if (typeof value === "string") return evaluate(value, known);
  if (Array.isArray(value)) return value.map((item) => evaluateAll(item, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluateAll(item, known)]));
}

const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
  jsonencode: (value: unknown) => JSON.stringify(value),
  replace: (text: string, from: string, to: string) => text.replaceAll(from, to),
  split: (separator: string, text: string) => text.split(separator),
  join: (separator: string, list: readonly string[]) => list.join(separator),
  element: (list: readonly unknown[], index: number) => list[index % list.length],
  coalesce: (...values: readonly unknown[]) => values.find((value) => value !== null && value !== ""),
};

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** Evaluates the part of Terraform's language that this library writes. Anything else is an error. */
class Parser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly known: Known,
  ) {}

  /** Returns the texts and values of a whole template. */
  public template(): unknown[] {
    return this.parts(() => this.at >= this.text.length, false);
  }

  private parts(ends: () => boolean, quoted: boolean): unknown[] {
    const parts: unknown[] = [];
    let text = "";
    while (!ends()) {
      if (this.skip("$${")) text += "${";
      else if (this.skip("%%{")) text += "%{";
      else if (this.skip("${")) {
        if (text !== "") parts.push(text);
        text = "";
        parts.push(this.expression());
        this.expect("}");
      } else if (quoted && this.skip("\\")) text += this.escape();
      else {
        if (this.at >= this.text.length || this.text.startsWith("%{", this.at)) this.fail();
        text += this.text[this.at++];
      }
    }
    return text === "" && parts.length > 0 ? parts : [...parts, text];
  }

  private escape(): string {
    const letter = this.text[this.at++] ?? "";
    if (letter !== "u") return escapes[letter] ?? this.fail();
    const code = this.text.slice(this.at, this.at + 4);
    this.at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  private expression(): unknown {
    this.space();
    let value = this.primary();
    this.space();
    while (this.skip("[")) {
      value = (value as readonly unknown[])[this.expression() as number];
      this.expect("]");
      this.space();
    }
    return value;
  }

  private primary(): unknown {
    if (this.skip('"')) return this.quoted();
    if (this.skip("[")) return this.items("]", () => this.expression());
    if (this.skip("{")) return Object.fromEntries(this.items("}", () => this.member()));
    if (this.skip("(")) {
      const value = this.expression();
      this.expect(")");
      return value;
    }
    const number = this.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?/y);
    if (number !== undefined) return Number(number);
    const name = this.match(/[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*/y) ?? this.fail();
    if (this.skip("(")) return this.call(name);
    return { true: true, false: false, null: null }[name] ?? (name === "null" ? null : this.known(name));
  }

  private quoted(): string {
    const parts = this.parts(() => this.text[this.at] === '"', true);
    this.expect('"');
    return parts.map(asText).join("");
  }

  private call(name: string): unknown {
    const apply = functions[name] ?? this.fail();
    return apply(...(this.items(")", () => this.expression()) as never[]));
  }

  private member(): [string, unknown] {
    this.space();
    const key = asText(this.primary());
    this.expect("=");
    return [key, this.expression()];
  }

  private items<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    this.space();
    while (!this.skip(end)) {
      if (items.length > 0) this.expect(",");
      items.push(item());
      this.space();
    }
    return items;
  }

  private match(form: RegExp): string | undefined {
    form.lastIndex = this.at;
    const found = form.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private skip(text: string): boolean {
    const found = this.text.startsWith(text, this.at);
    if (found) this.at += text.length;
    return found;
  }

  private expect(text: string): void {
    this.space();
    if (!this.skip(text)) this.fail();
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  private fail(): never {
    throw new SyntaxError(`Can't read ${this.text} at ${this.at}.`);
  }
}

function asText(value: unknown): string {
  if (typeof value === "object") throw new TypeError(`${JSON.stringify(value)} can't stand in a text.`);
  return String(value);
}
