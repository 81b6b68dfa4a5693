/** What could not be bundled or staged, and for whom. */
export class BundleError extends Error {
  /**
   * @param owners what the failing requests call themselves, for example `route "sendMessage"`
   */
  constructor(
    readonly owners: readonly string[],
    message: string,
  ) {
    super(message);
    this.name = "BundleError";
  }
}
