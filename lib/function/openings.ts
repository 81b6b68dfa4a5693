import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { quoted } from "../core/validation-error";
import { inlined } from "../terraform/inlined";
import { mark, markedText, parsedTemplate, type Reference, referencesIn } from "../terraform/references";
import type { Attributes, RenderedStack } from "../terraform/rendered-stack";

/** A resource that lets clients invoke a function with events of their own, in a rendered stack. */
export interface Opening {
  /** The Terraform address of the resource. */
  readonly address: string;
  /** The resource, for messages. */
  readonly description: string;
  readonly block: Attributes;
  /** The argument that names the function. */
  readonly argument: string;
  /** Whether it lets in the clients of an AWS service in every account. */
  readonly isWithoutSource?: boolean;
  /** Whether it is a URL that everyone may call. */
  readonly isPublicUrl?: boolean;
  /** What closes it, where something else does than to remove it. */
  readonly remedy?: string;
  /** What closes it for everyone without authorization. */
  readonly publicRemedy?: string;
}

interface OpeningKind {
  readonly type: string;
  readonly argument: string;
  /** Describes what the resource opens; undefined for one that opens nothing. */
  readonly opening: (
    block: Attributes,
    stack: RenderedStack,
  ) => Omit<Opening, "address" | "block" | "argument"> | undefined;
}

const kinds: readonly OpeningKind[] = [
  {
    type: LambdaFunctionUrl.tfResourceType,
    argument: "function_name",
    opening: (block) => ({
      description: '"aws_lambda_function_url"',
      isPublicUrl: block.string("authorization_type") !== "AWS_IAM",
      remedy: 'Remove it or "url" of the function, or create a function for it from the same source.',
      publicRemedy: 'Write url: { authorization: "iam" }, or create a function for it from the same source.',
    }),
  },
  { type: LambdaPermission.tfResourceType, argument: "function_name", opening: openingOfPermission },
  {
    type: Apigatewayv2Integration.tfResourceType,
    argument: "integration_uri",
    opening: (block) =>
      openingOfIntegration(Apigatewayv2Integration.tfResourceType, block, "integration_type", "integration_uri"),
  },
  {
    type: "aws_api_gateway_integration",
    argument: "uri",
    opening: (block) => openingOfIntegration("aws_api_gateway_integration", block, "type", "uri"),
  },
];

/** The types of resources that may be openings. */
export const openingTypes: readonly string[] = kinds.map(({ type }) => type);

/** Finds the openings of a stack. The library's own invoke permissions are among them. */
export function openingsIn(stack: RenderedStack): readonly Opening[] {
  return kinds.flatMap(({ type, argument, opening }) =>
    stack.all(type).flatMap(({ name, attributes: block }) => {
      const found = opening(block, stack);
      return found === undefined ? [] : [{ ...found, argument, block, address: `${type}.${name}` }];
    }),
  );
}

function openingOfPermission(block: Attributes, stack: RenderedStack): ReturnType<OpeningKind["opening"]> {
  const principal = block.string("principal");
  const description = (whom: string) => `"aws_lambda_permission" for ${whom}`;
  if (principal === undefined) return { description: description("a principal known only after apply") };
  if (principal === "*") return { description: description("everyone") };
  // The user decides which accounts, roles and users may invoke a function.
  if (/^(\d{12}$|arn:)/.test(principal)) return undefined;
  if (!hasSource(principal, block, stack)) {
    const isUnknown = block.has("source_arn") && block.string("source_arn") === undefined && !isOfS3(principal);
    const source = isUnknown ? "with a source known only after apply" : "without a source";
    const isWithoutSource = !isUnknown;
    return {
      description: description(`${quoted(principal)} ${source}`),
      isWithoutSource,
      remedy: remedyFor(principal),
    };
  }
  // An API with an OpenAPI document has integrations without a resource.
  return principal.startsWith("apigateway.") ? { description: description(quoted(principal)) } : undefined;
}

function remedyFor(principal: string): string {
  if (isOfS3(principal)) return "Set sourceAccount to the account of the bucket.";
  if (isOfAlexa(principal)) return "Set eventSourceToken to the id of the skill.";
  return "Set sourceArn to an ARN with an account, or sourceAccount.";
}

function isOfAlexa(principal: string): boolean {
  return principal.startsWith("alexa-");
}

// The name of a bucket does not contain an account.
function isOfS3(principal: string): boolean {
  return /^(s3|batchoperations\.s3)\./.test(principal);
}

function hasSource(principal: string, block: Attributes, stack: RenderedStack): boolean {
  if (block.has("source_account")) return /^\d{12}$/.test(block.string("source_account") ?? "000000000000");
  if (isOfS3(principal)) return false;
  if (isOfAlexa(principal) && block.has("event_source_token")) return true;
  return namesAccount(block.raw("source_arn"), stack);
}

// Where an ARN begins with a reference, that of a resource contains the account.
function namesAccount(arn: unknown, stack: RenderedStack): boolean {
  const parts = typeof arn === "string" ? parsedTemplate(arn) : undefined;
  if (parts === undefined) return false;
  const known = inlined(parts, stack, parsedTemplate);
  const text = markedText(known);
  if (!text.startsWith(mark)) return /^(\d{12}|.*\0.*)$/.test(text.split(":")[4] ?? "");
  return referencesIn(known).some(mayNameAccount);
}

// These have values without an account, or of which nothing is known.
const withoutAccount = ["var", "local", "each", "count", "path", "terraform", "aws_s3_bucket"];

function mayNameAccount({ root, path }: Reference): boolean {
  const isNeutral = root === "data" && ["aws_region", "aws_partition", "aws_s3_bucket"].includes(String(path[0]));
  return !withoutAccount.includes(root) && !isNeutral;
}

// With AWS_PROXY, API Gateway makes the event. With AWS, a mapping template or the client's message makes it.
function openingOfIntegration(
  resource: string,
  block: Attributes,
  typeArgument: string,
  uriArgument: string,
): ReturnType<OpeningKind["opening"]> {
  const type = block.string(typeArgument);
  const isProxy = type === "AWS_PROXY" && !hasMembers(block.raw("request_templates"));
  if (isProxy || (type !== undefined && !["AWS", "AWS_PROXY"].includes(type))) return undefined;
  if (block.string("integration_subtype") !== undefined || isOfOtherService(block.raw(uriArgument))) return undefined;
  return {
    description: `${quoted(resource)} of the type ${type === undefined ? "known only after apply" : quoted(type)}`,
  };
}

function hasMembers(value: unknown): boolean {
  return value !== undefined && value !== null && (typeof value !== "object" || Object.keys(value).length > 0);
}

function isOfOtherService(uri: unknown): boolean {
  const parts = typeof uri === "string" ? parsedTemplate(uri) : undefined;
  const [, service = mark] = /^arn:[^:]*:apigateway:[^:]*:([^:]*):/.exec(markedText(parts ?? [])) ?? [];
  return !service.includes(mark) && service.split(".").at(-1) !== "lambda";
}
