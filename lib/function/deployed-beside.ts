import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { DeployedBeside } from "../bundle/bundle";

/** What a function has beside its bundle, so that no warning asks for it. */
export function deployedBeside(fn: LambdaFunction): DeployedBeside {
  return { hasLayers: (fn.layersInput ?? []).length > 0 };
}
