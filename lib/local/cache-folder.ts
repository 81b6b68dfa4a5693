import { join } from "node:path";
import { projectRoot } from "../bundle/sources";

/** The folder in which the runs of a project store their certificate and their issuer's key. */
export function cacheFolder(): string {
  return join(projectRoot(), "node_modules/.cache/cdktf-apigateway-websocket/local");
}
