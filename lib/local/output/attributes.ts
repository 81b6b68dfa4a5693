import { joined, toText, unknownIn, type Value } from "../expression/value";
import { account, apiIdOf, hostKeyOf, partIdOf } from "./identifiers";
import { type Partition, partitionOf } from "./partition";
import type { Block } from "./stack";

/** A resource or data source, with everything that its attributes may depend on. */
export interface AttributeSource {
  readonly block: Block;
  readonly region: Value;
  /** The value of an argument; null if it is not set. */
  readonly argument: (name: string) => Value;
  /** Host and port of a host; unknown if it is not served. */
  readonly authority: (hostKey: string) => Value;
  /** Finds an API by its generated id. */
  readonly api: (id: Value) => AttributeSource | undefined;
  /** Finds a function by its name or ARN. */
  readonly function: (name: Value) => AttributeSource | undefined;
}

/** Computes an attribute that is not an argument; undefined if it is known only after apply. */
type Attribute = (of: AttributeSource) => Value | undefined;

/** The value of an attribute that is not an argument; undefined if it is known only after apply. */
export function attributeOf(of: AttributeSource, name: string): Value | undefined {
  const { type } = of.block;
  const attributes = Object.hasOwn(attributesByType, type) ? attributesByType[type] : undefined;
  if (attributes && Object.hasOwn(attributes, name)) return attributes[name]?.(of);
  return name === "region" && type.startsWith("aws_") ? of.region : undefined;
}

/** A property of a resource's partition. */
export function partitionProperty({ region }: AttributeSource, property: keyof Partition): Value {
  return unknownIn(region) ?? partitionOf(toText(region))[property];
}

/** `arn:<partition>:<service>:<region>:<account>:<rest>` */
function arn(of: AttributeSource, service: string, ...rest: readonly Value[]): Value {
  return joined("arn:", partitionProperty(of, "name"), `:${service}:`, of.region, `:${account}:`, ...rest);
}

/** The ARN of a resource in a global service, without a region. */
export function globalArn(of: AttributeSource, service: string, owner: string, ...rest: readonly Value[]): Value {
  return joined("arn:", partitionProperty(of, "name"), `:${service}::${owner}:`, ...rest);
}

const argumentAttribute =
  (argument: string): Attribute =>
  (of) =>
    of.argument(argument) ?? undefined;

/** The name of a resource. Without "name", generates one, as the provider does. */
const nameOrDefault = ({ argument, block }: AttributeSource): Value =>
  argument("name") ?? `terraform-${partIdOf(block)}`;

const apiArn: Attribute = (of) => arn(of, "execute-api", apiIdOf(of.block));
const apiEndpoint: Attribute = (of) => joined("wss://", of.authority(hostKeyOf(of.block)));

/** An attribute of a stage that consists of the API's attribute, a slash and the stage's name. */
const stageAttribute =
  (attribute: Attribute): Attribute =>
  (of) => {
    const api = of.api(of.argument("api_id"));
    const start = api && attribute(api);
    return start === undefined ? undefined : joined(start, "/", of.argument("name"));
  };

const functionArn: Attribute = (of) => arn(of, "lambda", "function:", of.argument("function_name"));

/** Version 1 if the function publishes versions, else `$LATEST`. */
const version: Attribute = ({ argument }) => (argument("publish") === true ? "1" : "$LATEST");

const qualified: Attribute = (of) => joined(functionArn(of) ?? null, ":", version(of) ?? null);

const aliasArn: Attribute = (of) => {
  const fn = of.function(of.argument("function_name"));
  return fn && joined(functionArn(fn) ?? null, ":", of.argument("name"));
};

/** The URI by which API Gateway invokes the function with an ARN. */
const invokeArnOf =
  (arnOf: Attribute): Attribute =>
  (of) => {
    const target = arnOf(of);
    const start = joined(
      "arn:",
      partitionProperty(of, "name"),
      ":apigateway:",
      of.region,
      ":lambda:path/2015-03-31/functions/",
    );
    return target === undefined ? undefined : joined(start, target, "/invocations");
  };

const partAttributes = { id: ({ block }: AttributeSource) => partIdOf(block) };

/** Attributes of a resource whose ARN consists of the service, a prefix and the name. */
const arnByName = (service: string, prefix: string, id = false): Readonly<Record<string, Attribute>> => ({
  arn: (of) => (of.argument("name") === null ? undefined : arn(of, service, prefix, of.argument("name"))),
  ...(id && { id: argumentAttribute("name") }),
});

const attributesByType: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  aws_apigatewayv2_api: {
    id: ({ block }) => apiIdOf(block),
    arn: (of) =>
      joined("arn:", partitionProperty(of, "name"), ":apigateway:", of.region, "::/apis/", apiIdOf(of.block)),
    execution_arn: apiArn,
    api_endpoint: apiEndpoint,
  },
  aws_apigatewayv2_stage: {
    id: argumentAttribute("name"),
    execution_arn: stageAttribute(apiArn),
    invoke_url: stageAttribute(apiEndpoint),
  },
  aws_apigatewayv2_integration: partAttributes,
  aws_apigatewayv2_route: partAttributes,
  aws_apigatewayv2_route_response: partAttributes,
  aws_apigatewayv2_authorizer: partAttributes,
  aws_apigatewayv2_deployment: partAttributes,
  aws_apigatewayv2_domain_name: { id: argumentAttribute("domain_name") },
  aws_lambda_function: {
    id: argumentAttribute("function_name"),
    arn: functionArn,
    invoke_arn: invokeArnOf(functionArn),
    qualified_arn: qualified,
    qualified_invoke_arn: invokeArnOf(qualified),
    version,
  },
  // The run serves no URLs of functions, so theirs has a host that no name server knows.
  aws_lambda_function_url: {
    function_url: (of) => joined("https://", partIdOf(of.block), ".lambda-url.", of.region, ".on.aws.invalid/"),
  },
  aws_lambda_alias: { arn: aliasArn, invoke_arn: invokeArnOf(aliasArn) },
  aws_iam_role: {
    id: nameOrDefault,
    name: nameOrDefault,
    arn: (of) => globalArn(of, "iam", account, "role", of.argument("path") ?? "/", nameOrDefault(of)),
  },
  aws_iam_policy: {
    id: (of) => globalArn(of, "iam", account, "policy", of.argument("path") ?? "/", nameOrDefault(of)),
    arn: (of) => globalArn(of, "iam", account, "policy", of.argument("path") ?? "/", nameOrDefault(of)),
  },
  aws_cloudwatch_log_group: arnByName("logs", "log-group:", true),
  aws_dynamodb_table: arnByName("dynamodb", "table/", true),
  aws_kinesis_stream: arnByName("kinesis", "stream/"),
  aws_sns_topic: arnByName("sns", ""),
  // The URL of a queue contains an AWS host, so the user must pass a local one.
  aws_sqs_queue: arnByName("sqs", ""),
  aws_s3_bucket: {
    id: argumentAttribute("bucket"),
    arn: (of) => (of.argument("bucket") === null ? undefined : globalArn(of, "s3", "", of.argument("bucket"))),
  },
};
