import type { Construct } from "constructs";
import { type KnownArguments, refuseUnknown } from "../core/known-arguments";
import type { Placement } from "../core/placement";
import type { FunctionArgs, FunctionLogging, FunctionNodejs, FunctionTransform } from "./function-args";

const args: KnownArguments<FunctionArgs> = {
  handler: true,
  runtime: true,
  bundle: true,
  memory: true,
  timeout: true,
  storage: true,
  architecture: true,
  environment: true,
  description: true,
  name: true,
  link: true,
  permissions: true,
  logging: true,
  nodejs: true,
  transform: true,
};
const logging: KnownArguments<FunctionLogging> = { retention: true, logGroup: true, format: true };
const nodejs: KnownArguments<FunctionNodejs> = { minify: true, sourcemap: true, format: true, esbuild: true };
const transform: KnownArguments<FunctionTransform> = { function: true, role: true, logGroup: true };

const options: KnownArguments<Placement> = { provider: true, dependsOn: true, region: true };

/** Refuses arguments of a function that are not known. */
export function refuseUnknownOfFunction(scope: Construct, given: FunctionArgs, placement: Placement): void {
  refuseUnknown(scope, "Function", given, args);
  if (given.logging !== false) refuseUnknown(scope, "logging", given.logging, logging);
  refuseUnknown(scope, "nodejs", given.nodejs, nodejs);
  refuseUnknown(scope, "transform", given.transform, transform);
  refuseUnknown(scope, "options", placement, options);
}
