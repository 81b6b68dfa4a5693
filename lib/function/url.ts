import type { LambdaFunctionUrlConfig } from "@cdktf/provider-aws/lib/lambda-function-url";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { type LongDuration, toLongSeconds } from "../core/units";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { isLiteral } from "../terraform/expressions";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { type Rule, rule } from "../validation/rule";

/**
 * The HTTPS endpoint of a function.
 *
 * @example
 * ```ts
 * import { TerraformOutput } from "cdktf";
 *
 * const fn = new aws.Function(this, "Chat", { handler: "src/default.handler", url: { authorization: "iam" } });
 * new TerraformOutput(this, "chatUrl", { value: fn.url });
 * ```
 */
export interface FunctionUrl {
  /**
   * Who may call the URL. `"none"`: everyone. `"iam"`: who signs requests and has the right, such as a function that is
   * linked to this one. Maps to `authorization_type`.
   * @default "none"
   */
  readonly authorization?: "none" | "iam";
  /**
   * Which web pages may call the URL. `true` allows all of them. `false` allows none. Maps to `cors`.
   * @default true
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   url: { cors: { allowOrigins: ["https://example.com"], allowMethods: ["GET", "POST"] } },
   * });
   * ```
   */
  readonly cors?: boolean | FunctionUrlCors;
}

/**
 * Which web pages may call the URL of a function, and how.
 *
 * @example
 * ```ts
 * new aws.Function(this, "Chat", { handler: "src/default.handler", url: { cors: { maxAge: "1 day" } } });
 * ```
 */
export interface FunctionUrlCors {
  /**
   * Whether pages may send cookies and other credentials. Maps to `allow_credentials`.
   * @default false
   */
  readonly allowCredentials?: boolean;
  /**
   * Headers that pages may send. Maps to `allow_headers`.
   * @default ["*"]
   */
  readonly allowHeaders?: readonly string[];
  /**
   * Methods that pages may use. Lambda answers `OPTIONS` itself. Maps to `allow_methods`.
   * @default ["*"]
   */
  readonly allowMethods?: readonly ("*" | "DELETE" | "GET" | "HEAD" | "PATCH" | "POST" | "PUT")[];
  /**
   * Origins of the pages, such as `"https://example.com"`. Maps to `allow_origins`.
   * @default ["*"]
   */
  readonly allowOrigins?: readonly string[];
  /**
   * Headers of the response that pages may read. Maps to `expose_headers`.
   * @default []
   */
  readonly exposeHeaders?: readonly string[];
  /**
   * How long browsers cache the answer to a preflight request, at most 1 day. Maps to `max_age`, in seconds.
   * @default "0 seconds"
   */
  readonly maxAge?: LongDuration;
}

const knownUrl: KnownArguments<FunctionUrl> = { authorization: true, cors: true };
const knownCors: KnownArguments<FunctionUrlCors> = {
  allowCredentials: true,
  allowHeaders: true,
  allowMethods: true,
  allowOrigins: true,
  exposeHeaders: true,
  maxAge: true,
};

const authorizationTypes = new Map<unknown, string>([
  ["none", "NONE"],
  ["iam", "AWS_IAM"],
]);

/** The settings of a function that determine its URL. */
export interface UrlSettings {
  readonly url?: boolean | FunctionUrl;
  readonly streaming?: boolean;
}

/** The arguments of an `aws_lambda_function_url` that `url` and `streaming` set. */
type UrlConfig = Pick<LambdaFunctionUrlConfig, "authorizationType" | "cors" | "invokeMode">;

/** Validates `url` and `streaming`. Returns undefined for a function without a URL. */
export function urlConfig(scope: Construct, { url = false, streaming = false }: UrlSettings): UrlConfig | undefined {
  if (typeof streaming !== "boolean")
    throw new ValidationError(
      scope,
      `"streaming" has to be true or false; got ${quoted(streaming)}. Write streaming: true.`,
    );
  if (streaming && url === false)
    throw new ValidationError(
      scope,
      `"streaming" needs "url", because only a URL streams responses; got true without a URL. Write url: true, or remove "streaming".`,
    );
  if (url === false) return undefined;
  const { authorization = "none", cors = true } = url === true ? {} : checkedUrl(scope, url);
  return {
    authorizationType: authorizationType(scope, authorization),
    ...(cors !== false && { cors: corsConfig(scope, cors === true ? {} : cors) }),
    ...(streaming && { invokeMode: "RESPONSE_STREAM" }),
  };
}

function checkedUrl(scope: Construct, url: FunctionUrl): FunctionUrl {
  const router = ["router", "route"].find((name) => typeof url === "object" && url !== null && name in url);
  if (router !== undefined)
    throw new ValidationError(
      scope,
      `"url.${router}" takes SST's Router, which has no counterpart here; got ${quoted((url as Record<string, unknown>)[router])}. Write url: true, and make fn.url the origin of a CloudfrontDistribution.`,
    );
  requireKnown(scope, "url", url, knownUrl);
  return url;
}

function authorizationType(scope: Construct, authorization: unknown): string {
  const type = authorizationTypes.get(authorization);
  if (type !== undefined) return type;
  throw new ValidationError(
    scope,
    `"url.authorization" has to be "none" or "iam"; got ${quoted(authorization)}. ${didYouMean(String(authorization), ["none", "iam"], 'Write authorization: "iam".')}`,
  );
}

function corsConfig(scope: Construct, cors: FunctionUrlCors): UrlConfig["cors"] {
  requireKnown(scope, "url.cors", cors, knownCors);
  const { allowCredentials, exposeHeaders, maxAge } = cors;
  const { allowHeaders = ["*"], allowMethods = ["*"], allowOrigins = ["*"] } = cors;
  return {
    ...(allowCredentials !== undefined && { allowCredentials }),
    allowHeaders: texts(scope, "allowHeaders", allowHeaders),
    allowMethods: texts(scope, "allowMethods", allowMethods),
    allowOrigins: texts(scope, "allowOrigins", allowOrigins),
    ...(exposeHeaders !== undefined && { exposeHeaders: texts(scope, "exposeHeaders", exposeHeaders) }),
    ...(maxAge !== undefined && { maxAge: seconds(scope, maxAge) }),
  };
}

function texts(scope: Construct, name: string, list: readonly string[]): string[] {
  if (Token.isUnresolved(list)) return list as string[];
  if (Array.isArray(list) && list.every((text) => typeof text === "string")) return [...list];
  throw new ValidationError(
    scope,
    `"url.cors.${name}" has to be a list of texts; got ${quoted(list)}. Put it in brackets: ${name}: [ … ].`,
  );
}

function seconds(scope: Construct, maxAge: string): number {
  const value = toLongSeconds(maxAge);
  if (value !== undefined) return value;
  throw new ValidationError(
    scope,
    `"url.cors.maxAge" has to be a duration such as "10 minutes" or "1 day"; got ${quoted(maxAge)}. Write the number, a space and the unit.`,
  );
}

const methods = ["*", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];
const mostSeconds = 86400;

/** Rules for an `aws_lambda_function_url`. */
export const urlRules: readonly Rule[] = [
  rule("lambda-url-methods", (url) => {
    const list = url.blocks("cors")[0]?.raw("allow_methods");
    const isWrong = (method: unknown) => typeof method === "string" && isLiteral(method) && !methods.includes(method);
    const wrong = Array.isArray(list) ? list.find(isWrong) : undefined;
    if (wrong === undefined) return undefined;
    const remedy = wrong === "OPTIONS" ? "Remove it: Lambda answers OPTIONS itself." : didYouMean(wrong, methods);
    return `"url.cors.allowMethods" takes ${methods.map(quoted).join(", ")}; got ${quoted(wrong)}. ${remedy}`;
  }),
  rule("lambda-url-max-age", (url) => {
    const age = url.blocks("cors")[0]?.number("max_age");
    if (age === undefined || (Number.isInteger(age) && age >= 0 && age <= mostSeconds)) return undefined;
    return `"url.cors.maxAge" has to be at most ${mostSeconds} seconds; got ${age}. Write maxAge: "1 day".`;
  }),
];
