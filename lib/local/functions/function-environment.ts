import { join } from "node:path";
import type { LocalFunction } from "../local-function";
import type { FunctionCredentials } from "./invocation";

/** What the host lends to every process: nothing that a handler would read by mistake. */
const inheritedNames = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"];

export interface EnvironmentOptions {
  /** File with the certificate of the server, in PEM. */
  readonly certificate?: string;
  /** Variables for all functions, such as AWS_ENDPOINT_URL_DYNAMODB. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The whole environment of a function's processes. */
export function functionEnvironment(
  fn: LocalFunction,
  credentials: FunctionCredentials,
  { certificate, variables = {} }: EnvironmentOptions,
  host: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const inherited = inheritedNames.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]] as const]));
  return {
    ...Object.fromEntries(inherited),
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    ...fn.environment,
    ...lambdaVariables(fn),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    ...withoutHostCredentials(fn),
    AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: fn.managementEndpoint,
    ...(certificate !== undefined && { NODE_EXTRA_CA_CERTS: certificate }),
    ...variables,
  };
}

function lambdaVariables(fn: LocalFunction): Readonly<Record<string, string>> {
  return {
    _HANDLER: fn.handler,
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    LAMBDA_TASK_ROOT: fn.folder,
  };
}

// An AWS SDK looks for more in the user's home, and asks the machine it runs on.
function withoutHostCredentials({ folder }: LocalFunction): Readonly<Record<string, string>> {
  const nowhere = join(folder, ".aws/none");
  return {
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: "true",
    // It would warn in each process of the Node.js here, which is not the one that the function is deployed with.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
