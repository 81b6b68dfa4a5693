import { quoted } from "../core/validation-error";
import type { PermissionArgs } from "../link/permission";
import { didYouMean } from "../spelling/did-you-mean";
import { type Rule, rule } from "../validation/rule";
import type { FunctionPart } from "./part";

/** Which invocations of a function X-Ray traces. */
export type FunctionTracing = "active" | "pass-through";

const modes: ReadonlyMap<string, string> = new Map([
  ["active", "Active"],
  ["pass-through", "PassThrough"],
]);

// AWS Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray". They take no resource.
const segments: PermissionArgs = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};

/** Returns what `tracing` means for a function. Lambda checks the permissions when it creates the function. */
export function tracingPart(tracing: FunctionTracing | undefined): FunctionPart | undefined {
  if (tracing === undefined) return undefined;
  // An unknown mode is passed on, so that the rules reject it.
  return { config: { tracingConfig: { mode: modes.get(tracing) ?? String(tracing) } }, creation: [segments] };
}

/** Rules for the tracing of an `aws_lambda_function`. */
export const tracingRules: readonly Rule[] = [
  rule("lambda-tracing", (fn) => {
    const mode = fn.blocks("tracing_config")[0]?.string("mode");
    if (mode === undefined || [...modes.values()].includes(mode)) return undefined;
    return `"tracing" has to be "active" or "pass-through"; got ${quoted(mode)}. ${didYouMean(mode, [...modes.keys()], 'Write tracing: "active", or remove it.')}`;
  }),
];
