/** Thrown if a run can't start. Contains all problems, so that they can be fixed together. */
export class LocalRunError extends Error {
  /** Identifies the class even across two copies of this package. */
  public override readonly name = "LocalRunError";

  constructor(
    /** One sentence or more for each problem. */
    public readonly problems: readonly string[],
  ) {
    super(["The local run can't start:", ...problems.map((problem) => `- ${problem}`)].join("\n"));
  }
}
