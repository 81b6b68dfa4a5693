import { LocalRunError } from "../local-run-error";

const remedy =
  'Pass the values that are known only after apply as "values" or in --env-file, such as aws_sqs_queue.jobs.url=http://localhost:9324/jobs, TF_VAR_name=… or FUNCTION_VARIABLE=….';

/** Collects the problems that prevent a run, and notices about differences from AWS. */
export class Problems {
  public readonly notices: string[] = [];
  private readonly refused: string[] = [];
  private missing = false;

  /** Adds a problem: something that is not emulated, or that AWS would reject. */
  public refuse(sentence: string): void {
    if (!this.refused.includes(sentence)) this.refused.push(sentence);
  }

  /** Adds a problem: a value that can't be determined before a deployment. */
  public miss(what: string, causes: readonly string[]): void {
    this.refuse(`${what} can't be determined before a deployment: it depends on ${causes.join(" and ")}.`);
    this.missing = true;
  }

  public notice(sentence: string): void {
    if (!this.notices.includes(sentence)) this.notices.push(sentence);
  }

  /** @throws LocalRunError with all problems */
  public throwIfAny(): void {
    if (this.refused.length === 0) return;
    throw new LocalRunError([...this.refused, ...(this.missing ? [remedy] : [])]);
  }
}
