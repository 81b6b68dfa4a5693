/** Thrown for invalid or unsupported Terraform syntax. */
export class SyntaxProblem extends Error {
  public override readonly name = "SyntaxProblem";
}

/** A text and the position up to which it has been read. */
export class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  public get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Whether only white space precedes the position in its line. */
  public get isOnNewLine(): boolean {
    return /\n\s*$/.test(this.text.slice(0, this.position));
  }

  public skipSpace(): void {
    this.match(/\s+/y);
  }

  public startsWith(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }

  /** Reads a token if it is next. */
  public take(token: string): boolean {
    if (!this.startsWith(token)) return false;
    this.position += token.length;
    return true;
  }

  public expect(token: string): void {
    if (!this.take(token)) this.fail(`"${token}" is missing`);
  }

  /** Reads what a sticky regular expression matches at the position. */
  public match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    this.position += found?.length ?? 0;
    return found;
  }

  /** Whether a sticky regular expression matches at the position. */
  public looksLike(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    return pattern.test(this.text);
  }

  public fail(problem: string): never {
    throw new SyntaxProblem(`${problem} at ${JSON.stringify(this.text.slice(this.position, this.position + 30))}`);
  }
}
