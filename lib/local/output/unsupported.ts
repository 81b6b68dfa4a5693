import type { ResourceReader } from "./resource-reader";

const refusedByAws = "AWS rejects it on a WebSocket API";
const mappingsNotEmulated = "templates, models and mappings are not emulated";

/** Arguments that must not be set, with the reason: AWS rejects them, or their effect is not emulated. */
const unsupported: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_apigatewayv2_api: {
    body: "OpenAPI definitions are not emulated",
    cors_configuration: refusedByAws,
    route_key: refusedByAws,
    target: refusedByAws,
  },
  aws_apigatewayv2_route: {
    api_key_required: "API keys and usage plans are not emulated",
    authorization_scopes: refusedByAws,
    model_selection_expression: mappingsNotEmulated,
    request_models: mappingsNotEmulated,
    request_parameter: mappingsNotEmulated,
  },
  aws_apigatewayv2_route_response: {
    model_selection_expression: mappingsNotEmulated,
    response_models: mappingsNotEmulated,
  },
  aws_apigatewayv2_integration: {
    connection_id: "VPC links are not emulated",
    integration_subtype: refusedByAws,
    request_parameters: mappingsNotEmulated,
    request_templates: mappingsNotEmulated,
    response_parameters: mappingsNotEmulated,
    template_selection_expression: mappingsNotEmulated,
    tls_config: refusedByAws,
  },
  aws_apigatewayv2_authorizer: {
    authorizer_payload_format_version: refusedByAws,
    authorizer_result_ttl_in_seconds: refusedByAws,
    enable_simple_responses: refusedByAws,
    jwt_configuration: refusedByAws,
  },
  aws_apigatewayv2_domain_name: { mutual_tls_authentication: "client certificates are not emulated" },
};

/** Reports a problem for each unsupported argument of a resource. An argument that is false counts as not set. */
export function refuseArguments(resource: ResourceReader): void {
  const { type, args } = resource.block;
  for (const [name, reason] of Object.entries(unsupported[type] ?? {}))
    if (resource.has(name) && args[name] !== false)
      report(resource, reason, `"${name}" is set, but ${reason}; got ${JSON.stringify(args[name] ?? args.dynamic)}.`);
}

function report(resource: ResourceReader, reason: string, sentence: string): void {
  if (reason === refusedByAws) resource.refuse(sentence);
  else resource.disable(sentence);
}
