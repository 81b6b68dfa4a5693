import { LocalRunError } from "../local-run-error";

const remedy =
  'What can\'t be known here has to be given, as "values" or in --env-file: a line such as aws_sqs_queue.jobs.url=http://localhost:9324/jobs, TF_VAR_name=… or NAME_OF_A_VARIABLE_OF_A_FUNCTION=….';

/** All that keeps an output from being served, and what there is to say about it. */
export class Problems {
  public readonly notices: string[] = [];
  private readonly refused: string[] = [];
  private missing = false;

  /** Something that is not emulated, or that AWS would refuse. */
  public refuse(sentence: string): void {
    if (!this.refused.includes(sentence)) this.refused.push(sentence);
  }

  /** Something that only a deployment knows. */
  public miss(what: string, causes: readonly string[]): void {
    this.refuse(`${what} can't be known here: it needs ${causes.join(" and ")}.`);
    this.missing = true;
  }

  public notice(sentence: string): void {
    if (!this.notices.includes(sentence)) this.notices.push(sentence);
  }

  /** @throws LocalRunError with every problem there is */
  public throwIfAny(): void {
    if (this.refused.length === 0) return;
    throw new LocalRunError([...this.refused, ...(this.missing ? [remedy] : [])]);
  }
}
