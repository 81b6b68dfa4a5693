import { identitySource } from "../identity-source";
import type { LocalAuthorizer } from "../model";
import { callOf, type IntegrationTargets } from "./integration-targets";
import { partsOf } from "./parts";
import type { ResourceReader } from "./resource-reader";
import { refuseArguments } from "./unsupported";

/** The authorizers of an API, by id. */
export type AuthorizersOf = ReadonlyMap<string, LocalAuthorizer>;

export function readAuthorizers(api: ResourceReader, calls: IntegrationTargets): AuthorizersOf {
  const parts = partsOf(api, "aws_apigatewayv2_authorizer");
  return new Map(parts.flatMap((part) => readAuthorizer(part, calls)));
}

function readAuthorizer(
  part: ResourceReader,
  calls: IntegrationTargets,
): readonly (readonly [string, LocalAuthorizer])[] {
  refuseArguments(part);
  const type = part.string("authorizer_type") ?? "REQUEST";
  if (type !== "REQUEST") {
    part.refuse(`"authorizer_type" must be "REQUEST" on a WebSocket API; got ${JSON.stringify(type)}.`);
    return [];
  }
  const identitySources = part.strings("identity_sources");
  for (const wrong of identitySources.filter((each) => !identitySource(each)))
    part.refuse(`"identity_sources" must have a form such as route.request.header.X; got ${JSON.stringify(wrong)}.`);
  const uri = part.string("authorizer_uri");
  const invoked = `authorizers/${part.peek("id")}`;
  const fn = uri === undefined ? undefined : callOf(part, uri, "authorizer_credentials_arn", invoked, calls);
  if (fn === undefined) return [];
  const authorizer = { address: part.block.address, name: part.string("name") ?? "", function: fn, identitySources };
  return [[String(part.peek("id")), authorizer]];
}
