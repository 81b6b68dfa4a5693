import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import type { PermissionArgs } from "../link/permission";
import { didYouMean } from "../spelling/did-you-mean";
import { isLiteral } from "../terraform/expressions";
import type { FunctionPart } from "./part";

/** Which invocations of a function X-Ray traces. */
export type FunctionTracing = "active" | "pass-through";

const modes: ReadonlyMap<unknown, string> = new Map([
  ["active", "Active"],
  ["pass-through", "PassThrough"],
]);

// AWS Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray". They take no resource.
const segments: PermissionArgs = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};

/** Returns what `tracing` means for a function. Lambda checks the permissions when it creates the function. */
export function tracingPart(scope: Construct, tracing: FunctionTracing | undefined): FunctionPart | undefined {
  if (tracing === undefined) return undefined;
  return {
    config: { tracingConfig: { mode: modes.get(tracing) ?? unknownMode(scope, tracing) } },
    creation: [segments],
  };
}

function unknownMode(scope: Construct, tracing: unknown): string {
  if (typeof tracing === "string" && !isLiteral(tracing)) return tracing;
  throw new ValidationError(
    scope,
    `"tracing" has to be "active" or "pass-through"; got ${quoted(tracing)}. ${didYouMean(String(tracing), ["active", "pass-through"], 'Write tracing: "active", or remove it.')}`,
  );
}
