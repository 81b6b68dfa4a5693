import { joined, toText, unknownIn, type Value } from "../expression/value";
import { account, apiIdOf, hostKeyOf, partIdOf } from "./identifiers";
import { type Partition, partitionOf } from "./partition";
import type { Block } from "./stack";

/** A resource with what its attributes may hang on. */
export interface Described {
  readonly block: Block;
  readonly region: Value;
  /** An argument's value, null where it is not set. */
  readonly argument: (name: string) => Value;
  /** Where a host is served; unknown where it is not. */
  readonly authority: (hostKey: string) => Value;
  /** The API of an id that was made here. */
  readonly api: (id: Value) => Described | undefined;
  /** The function of a name or an ARN. */
  readonly function: (name: Value) => Described | undefined;
}

/** What a resource has beside its arguments; undefined where it can't be known. */
type Attribute = (of: Described) => Value | undefined;

/** The value of an attribute that no argument holds; undefined where only a deployment knows. */
export function attributeOf(of: Described, name: string): Value | undefined {
  const { type } = of.block;
  const attributes = Object.hasOwn(resources, type) ? resources[type] : undefined;
  if (attributes && Object.hasOwn(attributes, name)) return attributes[name]?.(of);
  return name === "region" && type.startsWith("aws_") ? of.region : undefined;
}

/** A property of the partition that a resource is in. */
export function partitionProperty({ region }: Described, property: keyof Partition): Value {
  return unknownIn(region) ?? partitionOf(toText(region))[property];
}

/** `arn:<partition>:<service>:<region>:<account>:<rest>` */
function arn(of: Described, service: string, ...rest: readonly Value[]): Value {
  return joined("arn:", partitionProperty(of, "name"), `:${service}:`, of.region, `:${account}:`, ...rest);
}

/** The same for a service without regions. */
export function globalArn(of: Described, service: string, owner: string, ...rest: readonly Value[]): Value {
  return joined("arn:", partitionProperty(of, "name"), `:${service}::${owner}:`, ...rest);
}

const given =
  (argument: string): Attribute =>
  (of) =>
    of.argument(argument) ?? undefined;

/** For what AWS numbers if it is not named, and nothing here asks for. */
const named = ({ argument, block }: Described): Value => argument("name") ?? `terraform-${partIdOf(block)}`;

const apiArn: Attribute = (of) => arn(of, "execute-api", apiIdOf(of.block));
const apiEndpoint: Attribute = (of) => joined("wss://", of.authority(hostKeyOf(of.block)));

/** An attribute of a stage that is its API's with the stage's name behind. */
const ofStage =
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
const invocationOf =
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

const part = { id: ({ block }: Described) => partIdOf(block) };

/** A resource whose ARN is nothing but its name in its service. */
const arnByName = (service: string, prefix: string, id = false): Readonly<Record<string, Attribute>> => ({
  arn: (of) => (of.argument("name") === null ? undefined : arn(of, service, prefix, of.argument("name"))),
  ...(id && { id: given("name") }),
});

const resources: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  aws_apigatewayv2_api: {
    id: ({ block }) => apiIdOf(block),
    arn: (of) =>
      joined("arn:", partitionProperty(of, "name"), ":apigateway:", of.region, "::/apis/", apiIdOf(of.block)),
    execution_arn: apiArn,
    api_endpoint: apiEndpoint,
  },
  aws_apigatewayv2_stage: { id: given("name"), execution_arn: ofStage(apiArn), invoke_url: ofStage(apiEndpoint) },
  aws_apigatewayv2_integration: part,
  aws_apigatewayv2_route: part,
  aws_apigatewayv2_route_response: part,
  aws_apigatewayv2_authorizer: part,
  aws_apigatewayv2_deployment: part,
  aws_apigatewayv2_domain_name: { id: given("domain_name") },
  aws_lambda_function: {
    id: given("function_name"),
    arn: functionArn,
    invoke_arn: invocationOf(functionArn),
    qualified_arn: qualified,
    qualified_invoke_arn: invocationOf(qualified),
    version,
  },
  aws_lambda_alias: { arn: aliasArn, invoke_arn: invocationOf(aliasArn) },
  aws_iam_role: {
    id: named,
    name: named,
    arn: (of) => globalArn(of, "iam", account, "role", of.argument("path") ?? "/", named(of)),
  },
  aws_iam_policy: {
    id: (of) => globalArn(of, "iam", account, "policy", of.argument("path") ?? "/", named(of)),
    arn: (of) => globalArn(of, "iam", account, "policy", of.argument("path") ?? "/", named(of)),
  },
  aws_cloudwatch_log_group: arnByName("logs", "log-group:", true),
  aws_dynamodb_table: arnByName("dynamodb", "table/", true),
  aws_kinesis_stream: arnByName("kinesis", "stream/"),
  aws_sns_topic: arnByName("sns", ""),
  // Its URL names a host of AWS's, so that one has to be given.
  aws_sqs_queue: arnByName("sqs", ""),
  aws_s3_bucket: {
    id: given("bucket"),
    arn: (of) => (of.argument("bucket") === null ? undefined : globalArn(of, "s3", "", of.argument("bucket"))),
  },
};
