import type { Override } from "../output/environment";

/** A function, as the manifest of bundles and the override name it. */
type Address = { readonly stack: string; readonly address: string };

/**
 * Puts an issuer in the place of the one that JWT authorizers trust: all else of them is as deployed. Audiences are
 * replaced only where others are given, for those that can't be known before a deployment.
 */
export class IssuerOverride {
  private readonly replaced = new Set<string>();

  constructor(
    private readonly issuer: string,
    private readonly audiences: readonly string[] | undefined,
    /** Whether a function is a JWT authorizer of this library. A function of a user's may have variables of any name. */
    private readonly isAuthorizer: (fn: Address) => boolean,
  ) {}

  public readonly override: Override = (fn, variable) => {
    const value = this.valueOf(variable);
    if (value === undefined || !this.isAuthorizer(fn)) return undefined;
    this.replaced.add(fn.path);
    return value;
  };

  /** What a run has to say of it. */
  public get notices(): readonly string[] {
    const audiences = this.audiences ? ` and the audiences ${this.audiences.join(", ")}` : "";
    return [...this.replaced].map(
      (path) =>
        `${path} trusts the issuer of this run, ${this.issuer}${audiences}, in place of its own: whoever can read this machine's files can make a token for it.`,
    );
  }

  private valueOf(variable: string): string | undefined {
    if (variable === "JWT_ISSUER") return this.issuer;
    return variable === "JWT_AUDIENCES" && this.audiences ? JSON.stringify(this.audiences) : undefined;
  }
}
