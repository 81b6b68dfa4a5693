import type { Construct } from "constructs";
import type { Placement } from "../core/placement";
import type { Transform } from "../core/transform";
import type { FunctionArgs } from "../function/function-args";

/** What a route needs to know of its API. */
export interface RouteApi {
  /** The API itself, which messages about several routes name. */
  readonly scope: Construct;
  readonly apiId: string;
  readonly executionArn: string;
  readonly placement: Placement;
  /** `transform.route.handler` of the API. */
  readonly handlerTransform: Transform<FunctionArgs> | undefined;
}
