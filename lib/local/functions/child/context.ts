import type { InvokeMessage } from "./messages";

/** The second argument of a handler. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly [name: string]: unknown;
}

const { env } = process;
/** The members that are the same for all calls. Each access to `process.env` asks the system. */
const sameForAll = {
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  clientContext: undefined,
  identity: undefined,
};

/** Creates the context of a call, with the members that all runtimes provide. */
export function contextOf({ requestId, functionArn, timeoutMs }: InvokeMessage): LambdaContext {
  const deadline = Date.now() + timeoutMs;
  const ofCall = {
    awsRequestId: requestId,
    invokedFunctionArn: functionArn,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  return Object.assign(ofCall, sameForAll);
}
