import type { Construct } from "constructs";
import type { PermissionArgs } from "../link/permission";
import { codeSigningPart } from "./code-signing";
import { concurrencyPart } from "./concurrency";
import { deadLetterPart } from "./dead-letter";
import { dimensionsPart } from "./dimensions";
import { durablePart } from "./durable";
import { encryptionPart } from "./encryption-key";
import type { FunctionArgs } from "./function-args";
import { internalsOf } from "./internals";
import { layersPart } from "./layers";
import { networkPart } from "./network";
import { type FunctionPart, joinParts } from "./part";
import { tracingPart } from "./tracing";
import { versioningPart } from "./versioning";
import { volumePart } from "./volume";

/** Returns what the settings of a function mean. `granted` are the permissions of its links and arguments. */
export function settingsParts(
  scope: Construct,
  args: FunctionArgs,
  granted: readonly PermissionArgs[],
): Required<FunctionPart> {
  return joinParts([
    dimensionsPart(scope, args),
    networkPart(scope, args.vpc, granted),
    layersPart(scope, args.layers),
    volumePart(scope, args.volume, args.vpc),
    deadLetterPart(scope, args.deadLetter),
    tracingPart(scope, args.tracing),
    codeSigningPart(scope, args.codeSigning),
    encryptionPart(scope, args.kmsKey),
    versioningPart(scope, args),
    concurrencyPart(scope, args),
    durablePart(scope, args.durable, internalsOf(args).module !== undefined),
  ]);
}
