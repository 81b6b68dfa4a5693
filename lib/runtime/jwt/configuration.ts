import { bare } from "../bare";
import { type IdentitySource, identitySource } from "./identity-source";

/** The conditions for a valid token. */
export interface Configuration {
  readonly issuer: string;
  /** `aud`, or `client_id` in a token without `aud`, must be one of these. */
  readonly audiences: readonly string[];
  /** The scopes of which a token must have at least one; null if no scope is required. */
  readonly scopes: readonly string[] | null;
  readonly identitySource: IdentitySource;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment.
 *
 * @throws Error for an invalid value. The function then does not start, and no client can connect.
 */
export function configuration(environment: Variables): Configuration {
  const variables = bare(environment) as Variables;
  const audiences = list("JWT_AUDIENCES", variables.JWT_AUDIENCES);
  if (audiences.length === 0) throw wrong("JWT_AUDIENCES", "name an audience", variables.JWT_AUDIENCES);
  const source = identitySource(variables.JWT_IDENTITY_SOURCE ?? "");
  if (!source) throw wrong("JWT_IDENTITY_SOURCE", "be one of AWS's form", variables.JWT_IDENTITY_SOURCE);
  return {
    issuer: issuer(variables.JWT_ISSUER),
    audiences,
    // An empty list is one that lost its scopes, which lets nobody in.
    scopes: variables.JWT_SCOPES === "null" ? null : list("JWT_SCOPES", variables.JWT_SCOPES),
    identitySource: source,
  };
}

function issuer(text = ""): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Checks the text and not only the URL, which hides a "?" at the end. Paths are appended to the issuer's address.
  if (url?.protocol !== "https:" || /[?#\s]/.test(text))
    throw wrong("JWT_ISSUER", "be an https address without query and fragment", text);
  return text;
}

function list(name: string, text = ""): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Rejected below, like any other value that is not a list.
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string" && item !== ""))
    throw wrong(name, "be a JSON list of texts that are not empty", text);
  return value;
}

function wrong(name: string, wanted: string, text: string | undefined): Error {
  return new Error(`The variable ${name} has to ${wanted}; got ${text || "nothing"}.`);
}
