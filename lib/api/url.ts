import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { conditional, Fn, type IResolvable, Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { addSearch } from "../validation/checks";
import type { DomainAddress } from "./domain/plan";

/** Where clients connect, and where functions send messages to them. */
interface Endpoints {
  readonly url: string;
  readonly managementEndpoint: string;
}

/**
 * The endpoints of an API. They refer to the API alone, never to its stage or its domain, which wait for the functions
 * that hold them.
 */
export function endpointsOf(
  scope: Construct,
  api: Apigatewayv2Api,
  stageName: string,
  domain: DomainAddress | undefined,
): Endpoints {
  const own = `${api.apiEndpoint}/${stageName}`;
  const management = `${Fn.replace(api.apiEndpoint, "wss://", "https://")}/${stageName}`;
  const disabled = api.disableExecuteApiEndpointInput ?? false;
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(api);
    return attributes && endpointProblem(attributes, disabled, domain?.name);
  });
  if (domain === undefined) return { url: own, managementEndpoint: management };
  return { url: domainUrl(domain), managementEndpoint: selectEndpoint(disabled, domainManagement(domain), management) };
}

// A path without the slash is not found.
function domainUrl({ name, path }: DomainAddress): string {
  return path === undefined ? `wss://${name}` : `wss://${name}/${path}/`;
}

// A domain stands for a stage already: with its name behind it there is nothing.
function domainManagement({ name, path }: DomainAddress): string {
  return path === undefined ? `https://${name}` : `https://${name}/${path}`;
}

function selectEndpoint(disabled: boolean | IResolvable, domain: string, own: string): string {
  if (typeof disabled === "boolean") return disabled ? domain : own;
  return Token.asString(conditional(disabled, domain, own));
}

const argument = "transform.api.disableExecuteApiEndpoint";

/**
 * What is wrong with whether the API's own endpoint is disabled. `decided` is what the endpoints were made from; what
 * only Terraform knows is not judged.
 */
export function endpointProblem(
  api: Attributes,
  decided: boolean | IResolvable,
  domain: string | undefined,
): string | undefined {
  const attribute = "disable_execute_api_endpoint";
  const final = api.has(attribute) ? api.boolean(attribute) : false;
  if (final && domain === undefined)
    return `"${argument}" would leave the API without any endpoint; got true. Give the API a "domain", or leave it out.`;
  if (final && domain?.startsWith("*."))
    return `"${argument}" would leave functions no endpoint to send messages to, because ${quoted(domain)} is no name to call; got true. Give the API a "domain" without "*", or leave it out.`;
  if (final === undefined || typeof decided !== "boolean" || final === decided) return undefined;
  return `"${argument}" was changed after "managementEndpoint" was made from it; got ${final} in place of ${decided}. Set it by "transform.api" instead.`;
}
