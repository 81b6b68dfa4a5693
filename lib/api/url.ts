import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { conditional, Fn, type IResolvable, Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { addSearch } from "../validation/checks";
import type { DomainAddress } from "./domain/plan";

/** The URL that clients connect to, and the endpoint with which functions send them messages. */
interface Endpoints {
  readonly url: string;
  readonly managementEndpoint: string;
}

/**
 * The endpoints of an API. They refer only to the API. A reference to its stage or its domain would be a cycle, because
 * these wait for functions that use the endpoints.
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

// API Gateway does not find a path without a trailing slash.
function domainUrl({ name, path }: DomainAddress): string {
  return path === undefined ? `wss://${name}` : `wss://${name}/${path}/`;
}

// The domain is mapped to the stage, so the stage's name is not part of the path.
function domainManagement({ name, path }: DomainAddress): string {
  return path === undefined ? `https://${name}` : `https://${name}/${path}`;
}

function selectEndpoint(disabled: boolean | IResolvable, domain: string, own: string): string {
  if (typeof disabled === "boolean") return disabled ? domain : own;
  return Token.asString(conditional(disabled, domain, own));
}

const argument = "transform.api.disableExecuteApiEndpoint";

/**
 * What is wrong with `disable_execute_api_endpoint`. `declared` is the value that the endpoints were built from. Values
 * known only after apply are not checked.
 */
export function endpointProblem(
  api: Attributes,
  declared: boolean | IResolvable,
  domain: string | undefined,
): string | undefined {
  const attribute = "disable_execute_api_endpoint";
  const final = api.has(attribute) ? api.boolean(attribute) : false;
  if (final && domain === undefined)
    return `"${argument}" would leave the API without an endpoint; got true. Set domain: "api.example.com", or leave it out.`;
  if (final && domain?.startsWith("*."))
    return `"${argument}" would leave functions without an endpoint to send messages, because ${quoted(domain)} is a wildcard; got true. Use a "domain" without "*", or leave it out.`;
  if (final === undefined || typeof declared !== "boolean" || final === declared) return undefined;
  return `"${argument}" was changed after "managementEndpoint" was built from it; got ${final} in place of ${declared}. Set it in "transform.api" instead.`;
}
