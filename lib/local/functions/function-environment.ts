import { join } from "node:path";
import type { LocalFunction } from "../local-function";
import type { FunctionCredentials } from "./invocation";

/** The host's variables that every process inherits. Handlers do not read them by mistake. */
const inheritedNames = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"];

export interface EnvironmentOptions {
  /** Path of the server's certificate, in PEM. */
  readonly certificate?: string;
  /** Variables for all functions, such as AWS_ENDPOINT_URL_DYNAMODB. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The complete environment of a function's processes. */
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
    ...(fn.runtime.startsWith("python") && pythonVariables(certificate)),
    ...variables,
    // Handlers can recognize a local run by it.
    CDKTF_LOCAL: "true",
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

function pythonVariables(certificate: string | undefined): Readonly<Record<string, string>> {
  return {
    // Only synthesis writes to the output folder.
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
    PYTHONIOENCODING: "utf-8",
    ...(certificate !== undefined && { AWS_CA_BUNDLE: certificate }),
  };
}

// Otherwise an AWS SDK reads the user's configuration files and the metadata service of the machine.
function withoutHostCredentials({ folder }: LocalFunction): Readonly<Record<string, string>> {
  const nowhere = join(folder, ".aws/none");
  return {
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: "true",
    // The SDK would warn about the local Node.js version, which differs from the deployed one.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
