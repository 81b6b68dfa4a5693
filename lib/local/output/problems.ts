import { LocalRunError } from "../local-run-error";

/**
 * Collects the problems of an output, and notices about differences from AWS. What does not work on this machine disables
 * only its function, route, API or domain; what AWS would reject prevents the run.
 */
export class Problems {
  public readonly notices: string[] = [];
  /** What does not work on this machine, such as a value that is known only after apply. */
  public readonly unavailable: string[] = [];
  private readonly refused: string[] = [];

  constructor(
    /** Whether everything that does not work prevents the run. */
    public readonly isStrict = false,
  ) {}

  /** Adds a problem that prevents the run: something that AWS or Terraform would reject. */
  public refuse(sentence: string): void {
    addOnce(this.refused, sentence);
  }

  /** Adds something that does not work on this machine. It prevents the run unless it belongs to a {@link part}. */
  public disable(sentence: string): void {
    addOnce(this.unavailable, sentence);
  }

  /** Adds a value that can't be determined before a deployment. */
  public miss(what: string, causes: readonly string[], remedy = remedyFor(causes)): void {
    this.disable(
      `${what} can't be determined before a deployment: it depends on ${causes.join(" and ")}. ${remedy}`.trim(),
    );
  }

  public notice(sentence: string): void {
    addOnce(this.notices, sentence);
  }

  /** Collects the problems of a part of the output. {@link close} adds them to these problems. */
  public part(): Problems {
    return new Problems(this.isStrict);
  }

  /** Adds the problems of a part. Returns why the part is disabled; undefined if it works. */
  public close(part: Problems): string | undefined {
    for (const sentence of part.refused) this.refuse(sentence);
    for (const sentence of part.notices) this.notice(sentence);
    for (const sentence of part.unavailable)
      if (this.isStrict) this.refuse(sentence);
      else this.notice(sentence);
    return part.unavailable.length === 0 ? undefined : part.unavailable.join(" ");
  }

  /** @throws LocalRunError with all problems that prevent the run */
  public throwIfAny(): void {
    const all = [...this.refused, ...this.unavailable];
    if (all.length > 0) throw new LocalRunError(all);
  }
}

function addOnce(list: string[], sentence: string): void {
  if (!list.includes(sentence)) list.push(sentence);
}

// A cause such as "uuid()" can't be given.
function remedyFor(causes: readonly string[]): string {
  const names = causes.filter((cause) => /^[\w.-]+$/.test(cause));
  return names.length === 0 ? "" : `Pass ${names.map((name) => `--set ${name}=…`).join(" and ")}.`;
}
