import { randomUUID } from "node:crypto";

/** The second argument of a handler. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly [name: string]: unknown;
}

/** What a process is told about its function. */
export interface KnownFunction {
  readonly arn: string;
  readonly timeoutMs: number;
}

/** Returns a function that creates the context of a call, with the members that all runtimes provide. */
export function contexts({ arn, timeoutMs }: KnownFunction): () => LambdaContext {
  const { env } = process;
  // Read once: each access to `process.env` asks the system.
  const sameForAll = {
    invokedFunctionArn: arn,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
  };
  return () => {
    const deadline = Date.now() + timeoutMs;
    const ofCall = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => deadline - Date.now() };
    return Object.assign(ofCall, sameForAll);
  };
}
