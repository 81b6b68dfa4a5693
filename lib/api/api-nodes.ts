import type { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import type { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import type { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import type { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { DataAwsApiGatewayDomainName } from "@cdktf/provider-aws/lib/data-aws-api-gateway-domain-name";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import type { AccountNodes } from "./account";

/** The Terraform resources of an `aws.ApiGatewayWebSocket`. */
export interface ApiGatewayWebSocketNodes {
  /**
   * The `aws_apigatewayv2_api`.
   * @example
   * ```ts
   * import { TerraformOutput } from "cdktf";
   *
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * new TerraformOutput(this, "id", { value: api.nodes.api.id });
   * ```
   */
  readonly api: Apigatewayv2Api;
  /**
   * The `aws_apigatewayv2_stage`.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * api.nodes.stage.addOverride("tags.team", "chat");
   * ```
   */
  readonly stage: Apigatewayv2Stage;
  /**
   * The `aws_cloudwatch_log_group` of the access log; undefined with `accessLog: false`.
   * @example
   * ```ts
   * import { TerraformOutput } from "cdktf";
   *
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * if (api.nodes.logGroup) new TerraformOutput(this, "log", { value: api.nodes.logGroup.name });
   * ```
   */
  readonly logGroup?: CloudwatchLogGroup;
  /** The account's log role; undefined with `account: "existing"` and for an API that writes no logs. */
  readonly account?: AccountNodes;
  /**
   * The API Gateway domain name: the `aws_apigatewayv2_domain_name` of a domain that the API creates. With `nameId` it
   * is the data source `aws_api_gateway_domain_name`, which the first read of this property creates.
   * @throws ValidationError for an API without a domain
   * @example
   * ```ts
   * import { TerraformOutput } from "cdktf";
   *
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", { domain: "api.example.com" });
   * api.route("$default", "src/default.handler");
   *
   * const { domainName } = api.nodes;
   * if ("domainNameConfiguration" in domainName)
   *   new TerraformOutput(this, "target", { value: domainName.domainNameConfiguration.targetDomainName });
   * ```
   */
  readonly domainName: Apigatewayv2DomainName | DataAwsApiGatewayDomainName;
  /** The other resources of the domain; undefined for an API without one. */
  readonly domain?: DomainNodes;
}

/** The Terraform resources of a custom domain, except the domain name itself, which is `nodes.domainName`. */
export interface DomainNodes {
  /** The `aws_acm_certificate`; undefined with `cert` or `nameId`. */
  readonly certificate?: AcmCertificate;
  /** The `aws_acm_certificate_validation`; undefined with `cert` or `nameId`. */
  readonly validation?: AcmCertificateValidation;
  /** The records that the DNS adapter created; none with `dns: false` or `nameId`. */
  readonly records: readonly ITerraformDependable[];
  /** The `aws_apigatewayv2_api_mapping`, which maps the domain to the stage. */
  readonly mapping: Apigatewayv2ApiMapping;
}

interface DomainWithNodes extends Pick<ApiGatewayWebSocketNodes, "domainName"> {
  readonly nodes: DomainNodes;
}

/** Adds the nodes of the domain to those of the API. */
export function nodesWithDomain(
  api: Construct,
  nodes: Omit<ApiGatewayWebSocketNodes, "domainName" | "domain">,
  domain: DomainWithNodes | undefined,
): ApiGatewayWebSocketNodes {
  const all = { ...nodes, ...(domain && { domain: domain.nodes }) };
  const get = () => {
    if (domain) return domain.domainName;
    throw new ValidationError(
      api,
      `"nodes.domainName" is not available when domain is not configured for the ${quoted(api.node.id)} API; got no "domain". Set domain: "api.example.com".`,
    );
  };
  // Not enumerable, so that a loop over the nodes neither throws nor creates the data source.
  return Object.defineProperty(all, "domainName", { get }) as ApiGatewayWebSocketNodes;
}
