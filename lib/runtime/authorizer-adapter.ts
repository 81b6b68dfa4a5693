import { type AuthorizerResponse, policyOf } from "./adapter/answer";
import { type AnyHandler, answerOf } from "./adapter/any-shape";
import { eventV2 } from "./adapter/event-v2";
import type { AuthorizerEventV1 } from "./authorizer-types";
import { bare } from "./bare";

/** The event and response formats of a Lambda authorizer's handler. */
export interface AuthorizerFormat {
  readonly payload: "1.0" | "2.0";
  readonly response: AuthorizerResponse;
}

/** Adapts a handler with other formats to a WebSocket API, which sends events of format 1.0 and expects policies. */
export function adaptAuthorizer(handler: AnyHandler, { payload, response }: AuthorizerFormat) {
  return async function (this: unknown, event: AuthorizerEventV1, ...others: unknown[]) {
    // Read before the call, because the handler may change the event.
    const { type, methodArn: arn } = bare(event) as unknown as AuthorizerEventV1;
    if (type !== "REQUEST" || !arn) throw Error("No methodArn");
    return policyOf(
      await answerOf(
        handler,
        this,
        payload === "2.0" ? eventV2(event, JSON.parse(bare(process.env).AUTHORIZER_IDENTITY_SOURCES as string)) : event,
        ...others,
      ),
      response,
      arn,
    );
  };
}
