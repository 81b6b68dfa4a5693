import type { Construct } from "constructs";
import type { Placement } from "../core/placement";

/** What an authorizer needs to know of its API. */
export interface AuthorizerApi {
  readonly scope: Construct;
  readonly apiId: string;
  readonly executionArn: string;
  readonly placement: Placement;
}
