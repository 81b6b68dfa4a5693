import { joined, toText, unknownIn, type Value } from "../expression/value";
import { account, apiIdOf, hostKeyOf, partIdOf } from "./identifiers";
import { type Partition, partitionOf } from "./partition";
import type { Block } from "./stack";

/** A resource with what its attributes may hang on. */
export interface AttributeSource {
  readonly block: Block;
  readonly region: Value;
  /** An argument's value, null where it is not set. */
  readonly argument: (name: string) => Value;
  /** Where a host is served; unknown where it is not. */
  readonly authority: (hostKey: string) => Value;
  /** The API of an id that was made here. */
  readonly api: (id: Value) => AttributeSource | undefined;
  /** The function of a name or an ARN. */
  readonly function: (name: Value) => AttributeSource | undefined;
}

/** What a resource has beside its arguments; undefined where it can't be known. */
type Attribute = (of: AttributeSource) => Value | undefined;

/** The value of an attribute that no argument holds; undefined where only a deployment knows. */
export function attributeOf(of: AttributeSource, name: string): Value | undefined {
  const { type } = of.block;
  const attributes = Object.hasOwn(attributesByType, type) ? attributesByType[type] : undefined;
  if (attributes && Object.hasOwn(attributes, name)) return attributes[name]?.(of);
  return name === "region" && type.startsWith("aws_") ? of.region : undefined;
}

/** A property of the partition that a resource is in. */
export function partitionProperty({ region }: AttributeSource, property: keyof Partition): Value {
  return unknownIn(region) ?? partitionOf(toText(region))[property];
}

/** `arn:<partition>:<service>:<region>:<account>:<rest>` */
function arn(of: AttributeSource, service: string, ...rest: readonly Value[]): Value {
  return joined("arn:", partitionProperty(of, "name"), `:${service}:`, of.region, `:${account}:`, ...rest);
}

/** The same for a service without regions. */
export function globalArn(of: AttributeSource, service: string, owner: string, ...rest: readonly Value[]): Value {
  return joined("arn:", partitionProperty(of, "name"), `:${service}::${owner}:`, ...rest);
}

const argumentAttribute =
  (argument: string): Attribute =>
  (of) =>
    of.argument(argument) ?? undefined;

/** For what AWS numbers if it is not named, and nothing here asks for. */
const nameOrDefault = ({ argument, block }: AttributeSource): Value =>
  argument("name") ?? `terraform-${partIdOf(block)}`;

const apiArn: Attribute = (of) => arn(of, "execute-api", apiIdOf(of.block));
const apiEndpoint: Attribute = (of) => joined("wss://", of.authority(hostKeyOf(of.block)));

/** An attribute of a stage that is its API's with the stage's name behind. */
const stageAttribute =
  (attribute: Attribute): Attribute =>
  (of) => {
    const api = of.api(of.argument("api_id"));
    const start = api && attribute(api);
    return start === undefined ? undefined : joined(start, "/", of.argument("name"));
  };

const functionArn: Attribute = (of) => arn(of, "lambda", "function:", of.argument("function_name"));

/** The numbered version, if the function has any. */
const version: Attribute = ({ argument }) => (argument("publish") === true ? "1" : "$LATEST");

const qualified: Attribute = (of) => joined(functionArn(of) ?? null, ":", version(of) ?? null);

const aliasArn: Attribute = (of) => {
  const fn = of.function(of.argument("function_name"));
  return fn && joined(functionArn(fn) ?? null, ":", of.argument("name"));
};

/** What API Gateway calls for a function's ARN. */
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

/** A resource whose ARN is nothing but its name in its service. */
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
  // Its URL names a host of AWS's, so that one has to be given.
  aws_sqs_queue: arnByName("sqs", ""),
  aws_s3_bucket: {
    id: argumentAttribute("bucket"),
    arn: (of) => (of.argument("bucket") === null ? undefined : globalArn(of, "s3", "", of.argument("bucket"))),
  },
};
