import type { ServerResponse } from "node:http";

/** An HTTP response of API Gateway. */
export interface HttpAnswer {
  readonly status: number;
  readonly errorType?: string;
  readonly body?: string;
  /** The reason of a refusal, for the log. */
  readonly why?: string;
}

export function failure(status: number, errorType: string, message: string): HttpAnswer {
  return { status, errorType, body: JSON.stringify({ message }) };
}

export function sendAnswer(response: ServerResponse, { status, errorType, body }: HttpAnswer): void {
  if (errorType !== undefined) response.setHeader("x-amzn-ErrorType", errorType);
  response.setHeader("Content-Type", "application/json");
  response.writeHead(status).end(body);
}
