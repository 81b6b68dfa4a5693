import { type IdentitySource, identitySource } from "./identity-source";

/** What an authorizer lets in. */
export interface Configuration {
  readonly issuer: string;
  /** `aud`, or `client_id` in a token without `aud`, has to be one of these. */
  readonly audiences: readonly string[];
  /** One of which the token has to hold; null where none is asked for. */
  readonly scopes: readonly string[] | null;
  readonly identitySource: IdentitySource;
}

/**
 * Reads the environment. What is wrong there ends the function while it starts: nobody is let in by a configuration that
 * was not understood.
 */
export function configuration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const audiences = list("JWT_AUDIENCES", environment.JWT_AUDIENCES);
  if (audiences.length === 0) throw wrong("JWT_AUDIENCES", "name an audience", environment.JWT_AUDIENCES);
  const source = identitySource(environment.JWT_IDENTITY_SOURCE ?? "");
  if (!source) throw wrong("JWT_IDENTITY_SOURCE", "be one of AWS's form", environment.JWT_IDENTITY_SOURCE);
  return {
    issuer: issuer(environment.JWT_ISSUER),
    audiences,
    // An empty list is one that lost its scopes, which lets nobody in.
    scopes: environment.JWT_SCOPES === "null" ? null : list("JWT_SCOPES", environment.JWT_SCOPES),
    identitySource: source,
  };
}

function issuer(text = ""): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Also what a URL with a "?" at its end would hide: the address of the keys is made by adding to it.
  if (url?.protocol !== "https:" || /[?#\s]/.test(text))
    throw wrong("JWT_ISSUER", "be an https address without query and fragment", text);
  return text;
}

function list(name: string, text = ""): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Judged below, like any other value that is no list.
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string" && item !== ""))
    throw wrong(name, "be a JSON list of texts that are not empty", text);
  return value;
}

function wrong(name: string, wanted: string, text: string | undefined): Error {
  return new Error(`The variable ${name} has to ${wanted}; got ${text || "nothing"}.`);
}
