import type { Construct } from "constructs";
import { type KnownArguments, refuseUnknown } from "../core/known-arguments";
import type {
  ApiGatewayWebSocketAuthorizerArgs,
  AuthorizerTransform,
  JwtAuthorizerArgs,
  LambdaAuthorizerArgs,
} from "./authorizer-args";

const args: KnownArguments<ApiGatewayWebSocketAuthorizerArgs> = { lambda: true, jwt: true, transform: true };
const lambda: KnownArguments<LambdaAuthorizerArgs> = {
  function: true,
  identitySources: true,
  payload: true,
  response: true,
};
const jwt: KnownArguments<JwtAuthorizerArgs> = { issuer: true, audiences: true, identitySource: true };
const transform: KnownArguments<AuthorizerTransform> = { authorizer: true };

/** Refuses arguments of an authorizer that are not known. */
export function refuseUnknownOfAuthorizer(scope: Construct, given: ApiGatewayWebSocketAuthorizerArgs): void {
  refuseUnknown(scope, "addAuthorizer", given, args);
  refuseUnknown(scope, "lambda", given.lambda, lambda);
  refuseUnknown(scope, "jwt", given.jwt, jwt);
  refuseUnknown(scope, "transform", given.transform, transform);
}
