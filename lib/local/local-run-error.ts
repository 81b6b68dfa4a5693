/** Why nothing is served: every reason at once, so that one look is enough to mend them all. */
export class LocalRunError extends Error {
  /** Its class, for those who have two copies of this package. */
  public override readonly name = "LocalRunError";

  constructor(
    /** Each a sentence. */
    public readonly problems: readonly string[],
  ) {
    super(["This can't run here:", ...problems.map((problem) => `- ${problem}`)].join("\n"));
  }
}
