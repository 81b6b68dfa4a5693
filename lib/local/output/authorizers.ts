import { identitySource } from "../identity-source";
import type { LocalAuthorization, LocalAuthorizer } from "../model";
import { callOf, type IntegrationTargets } from "./integration-targets";
import { checkApi, partsOf } from "./parts";
import type { ResourceReader } from "./resource-reader";
import { refuseArguments } from "./unsupported";

/** How `$connect` is authorized by each authorizer of an API, by id. */
export type AuthorizersOf = ReadonlyMap<string, LocalAuthorization>;

export function readAuthorizers(api: ResourceReader, calls: IntegrationTargets): AuthorizersOf {
  const parts = partsOf(api, "aws_apigatewayv2_authorizer");
  return new Map(
    parts.map((part) => {
      const problems = api.problems.part();
      const authorizer = readAuthorizer(part.with(problems), calls);
      const why = api.problems.close(problems) ?? `${part.block.path} can't run on this machine.`;
      return [String(part.peek("id")), authorizer ? { type: "CUSTOM", authorizer } : { type: "UNAVAILABLE", why }];
    }),
  );
}

function readAuthorizer(part: ResourceReader, calls: IntegrationTargets): LocalAuthorizer | undefined {
  if (!checkApi(part)) return undefined;
  refuseArguments(part);
  const type = part.string("authorizer_type") ?? "REQUEST";
  if (type !== "REQUEST") {
    part.refuse(`"authorizer_type" must be "REQUEST" on a WebSocket API; got ${JSON.stringify(type)}.`);
    return undefined;
  }
  const identitySources = part.strings("identity_sources");
  for (const wrong of identitySources.filter((each) => !identitySource(each)))
    part.refuse(`"identity_sources" must have a form such as route.request.header.X; got ${JSON.stringify(wrong)}.`);
  const uri = part.string("authorizer_uri");
  const invoked = `authorizers/${part.peek("id")}`;
  const fn = uri === undefined ? undefined : callOf(part, uri, "authorizer_credentials_arn", invoked, calls);
  // Without its identity sources, for example, the authorizer would admit clients that AWS rejects.
  if (fn === undefined || part.problems.unavailable.length > 0) return undefined;
  return { address: part.block.address, name: part.string("name") ?? "", function: fn, identitySources };
}
