import type { Override } from "../output/environment";

/** Identifies a function. */
type Address = { readonly stack: string; readonly address: string };

/**
 * Replaces the issuer that JWT authorizers trust. Audiences are replaced only if others are given, because some are
 * known only after apply. All other settings are the deployed ones.
 */
export class IssuerOverride {
  private readonly replaced = new Set<string>();

  constructor(
    private readonly issuer: string,
    private readonly audiences: readonly string[] | undefined,
    /** Whether a function is a JWT authorizer of this library. The user's functions may use the same variable names. */
    private readonly isAuthorizer: (fn: Address) => boolean,
  ) {}

  public readonly override: Override = (fn, variable) => {
    const value = this.valueOf(variable);
    if (value === undefined || !this.isAuthorizer(fn)) return undefined;
    this.replaced.add(fn.path);
    return value;
  };

  /** A notice for each authorizer whose issuer was replaced. */
  public get notices(): readonly string[] {
    const audiences = this.audiences ? ` and the audiences ${this.audiences.join(", ")}` : "";
    return [...this.replaced].map(
      (path) =>
        `${path} trusts the issuer of this run, ${this.issuer}${audiences}, in place of its own. Everyone who can read your files can create tokens for it.`,
    );
  }

  private valueOf(variable: string): string | undefined {
    if (variable === "JWT_ISSUER") return this.issuer;
    return variable === "JWT_AUDIENCES" && this.audiences ? JSON.stringify(this.audiences) : undefined;
  }
}
