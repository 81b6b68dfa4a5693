import { bare } from "../bare";
import { headerLines } from "../header-lines";
import { offerOf } from "../subprotocol";
import { Refusal } from "./refusal";

/** The part of the request that contains the token. */
export interface IdentitySource {
  readonly place: string;
  readonly name: string;
}

// API Gateway limits headers to 10 KB and URLs to 4 KB. Longer tokens are rejected without parsing.
const longest = 16 * 1024;

/** Parses AWS's form, such as `route.request.header.Authorization`; undefined for another form. */
export function identitySource(text: string): IdentitySource | undefined {
  const [, place, name] =
    /^(route\.request\.header|route\.request\.querystring|stageVariables|context)\.(.+)$/.exec(text) ?? [];
  return place && name ? { place, name } : undefined;
}

/** Reads the token of an event. Rejects two different tokens, because another component might use the other one. */
export function tokenOf(event: unknown, source: IdentitySource): string {
  const texts = textsAt(bare(event), source);
  if (texts.some((text) => text.length > longest)) throw new Refusal(`the token is longer than ${longest} characters`);
  if (isSubprotocol(source)) return offeredToken(event);
  const [token, ...others] = new Set(texts.map((text) => text.trim().replace(/^bearer +/i, "")));
  if (others.length > 0) throw new Refusal("there is more than one token");
  if (!token) throw new Refusal("there is no token where the identity source says");
  return token;
}

function offeredToken(event: unknown): string {
  const { token, isAmbiguous } = offerOf(event);
  if (isAmbiguous) throw new Refusal("there is more than one token among the subprotocols");
  if (!token) throw new Refusal('there is no token behind "bearer" among the subprotocols');
  return token;
}

function isSubprotocol({ place, name }: IdentitySource): boolean {
  return place === "route.request.header" && name.toLowerCase() === "sec-websocket-protocol";
}

function textsAt(event: Readonly<Record<string, unknown>>, { place, name }: IdentitySource): readonly string[] {
  switch (place) {
    case "route.request.header":
      return headerLines(event, name);
    case "route.request.querystring":
      return texts(
        [field(event.multiValueQueryStringParameters, name), field(event.queryStringParameters, name)].flat(),
      );
    case "stageVariables":
      return texts([field(event.stageVariables, name)]);
    default:
      return texts([name.split(".").reduce(field, event.requestContext)]);
  }
}

function field(value: unknown, key: string): unknown {
  return bare(value)[key];
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === "string" && value !== "");
}
