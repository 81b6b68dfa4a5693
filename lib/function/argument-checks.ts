import { Token } from "cdktf";
import type { Construct } from "constructs";
import { requireOwnCdk } from "../core/own-constructs";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { rejectConstructValues } from "../terraform/construct-values";
import type { Placement } from "../terraform/resource-config";
import { requireOptions } from "../validation/component-options";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import type { FunctionNodejs } from "./code-args";
import type { FunctionArgs } from "./function-args";
import type { FunctionTransform } from "./function-transform";
import type { FunctionLogging } from "./logging";
import { forbidUnsupported } from "./unsupported";

/** The arguments of a function. */
export const knownArgs: KnownArguments<FunctionArgs> = {
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
  copyFiles: true,
  hook: true,
  layers: true,
  tags: true,
  vpc: true,
  volume: true,
  deadLetter: true,
  tracing: true,
  codeSigning: true,
  kmsKey: true,
  retries: true,
  dev: true,
  url: true,
  streaming: true,
  versioning: true,
  concurrency: true,
  durable: true,
  transform: true,
};
const knownLogging: KnownArguments<FunctionLogging> = { retention: true, logGroup: true, format: true, kmsKey: true };
const knownNodejs: KnownArguments<FunctionNodejs> = {
  minify: true,
  sourcemap: true,
  format: true,
  banner: true,
  loader: true,
  install: true,
  splitting: true,
  esbuild: true,
};
const knownTransform: KnownArguments<FunctionTransform> = {
  function: true,
  role: true,
  logGroup: true,
  eventInvokeConfig: true,
};

const knownOptions: KnownArguments<Placement> = { provider: true, dependsOn: true, region: true };

/** Rejects unknown arguments of a function, and those of SST that have no effect here. */
export function requireKnownArguments(scope: Construct, given: FunctionArgs, placement: Placement): void {
  requireOwnCdk(scope, placement);
  if (given === undefined) throw new ValidationError(scope, handlerMissing(scope, "no arguments"));
  if (isObject(given)) forbidUnsupported(scope, given);
  requireKnown(scope, "Function", given, knownArgs);
  if (given.handler === undefined) throw new ValidationError(scope, handlerMissing(scope, quoted(given)));
  const { description, environment, name, tags } = given;
  rejectConstructValues(scope, { description, environment, name, tags });
  requireTexts(scope, given);
  if (given.logging !== false) requireKnown(scope, "logging", given.logging, knownLogging);
  requireKnown(scope, "nodejs", given.nodejs, knownNodejs);
  requireKnown(scope, "transform", given.transform, knownTransform);
  requireOptions(scope, placement, knownOptions);
  forbidUnusedTransform(scope, given);
}

function handlerMissing(scope: Construct, got: string): string {
  return `"handler" is missing; got ${got}. Write new aws.Function(this, ${quoted(scope.node.id)}, { handler: "src/chat.handler" }).`;
}

const texts = {
  handler: "src/chat.handler",
  runtime: "nodejs24.x",
  bundle: "dist/chat",
  description: "Answers chats",
  name: "chat-dev",
  architecture: "arm64",
} as const;

function requireTexts(scope: Construct, given: FunctionArgs): void {
  for (const [name, example] of Object.entries(texts)) {
    const value = given[name as keyof typeof texts];
    if (value !== undefined && typeof value !== "string")
      throw new ValidationError(
        scope,
        `"${name}" has to be a text; got ${quoted(value)}. Write ${name}: ${quoted(example)}.`,
      );
  }
  for (const name of ["environment", "tags"] as const)
    if (given[name] !== undefined && !isObject(given[name]) && !Token.isUnresolved(given[name]))
      throw new ValidationError(
        scope,
        `"${name}" has to be an object; got ${quoted(given[name])}. Write ${name}: { TEAM: "chat" }.`,
      );
}

function forbidUnusedTransform(scope: Construct, { logging, transform }: FunctionArgs): void {
  if (transform?.logGroup === undefined || (logging !== false && logging?.logGroup === undefined)) return;
  throw new ValidationError(
    scope,
    `"transform.logGroup" can't be set, because "logging" creates no log group; got "logging" ${quoted(logging)}. Remove one of them.`,
  );
}
