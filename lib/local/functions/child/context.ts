import type { InvokeMessage } from "./messages";

/** What a handler gets beside the event. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly [name: string]: unknown;
}

/** The context of a call, as far as every runtime has it. */
export function contextOf({ requestId, functionArn, timeoutMs }: InvokeMessage): LambdaContext {
  const deadline = Date.now() + timeoutMs;
  const { env } = process;
  return {
    awsRequestId: requestId,
    invokedFunctionArn: functionArn,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}
