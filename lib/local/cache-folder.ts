import { join } from "node:path";
import { projectRoot } from "../bundle/sources";

/** Where runs of a project keep their certificate and their issuer's key. */
export function cacheFolder(): string {
  return join(projectRoot(), "node_modules/.cache/cdktf-apigateway-websocket/local");
}
