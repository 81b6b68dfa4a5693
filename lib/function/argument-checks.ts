import type { Construct } from "constructs";
import type { Placement } from "../terraform/resource-config";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import type { FunctionNodejs } from "./code-args";
import type { FunctionArgs } from "./function-args";
import type { FunctionTransform } from "./function-transform";
import type { FunctionLogging } from "./logging";

const knownArgs: KnownArguments<FunctionArgs> = {
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
  policies: true,
  role: true,
  logging: true,
  nodejs: true,
  layers: true,
  tags: true,
  vpc: true,
  volume: true,
  deadLetter: true,
  tracing: true,
  codeSigning: true,
  kmsKey: true,
  retries: true,
  transform: true,
};
const knownLogging: KnownArguments<FunctionLogging> = { retention: true, logGroup: true, format: true, kmsKey: true };
const knownNodejs: KnownArguments<FunctionNodejs> = { minify: true, sourcemap: true, format: true, esbuild: true };
const knownTransform: KnownArguments<FunctionTransform> = {
  function: true,
  role: true,
  logGroup: true,
  eventInvokeConfig: true,
};

const knownOptions: KnownArguments<Placement> = { provider: true, dependsOn: true, region: true };

/** Rejects unknown arguments of a function. */
export function requireKnownArguments(scope: Construct, given: FunctionArgs, placement: Placement): void {
  requireKnown(scope, "Function", given, knownArgs);
  if (given.logging !== false) requireKnown(scope, "logging", given.logging, knownLogging);
  requireKnown(scope, "nodejs", given.nodejs, knownNodejs);
  requireKnown(scope, "transform", given.transform, knownTransform);
  requireKnown(scope, "options", placement, knownOptions);
}
