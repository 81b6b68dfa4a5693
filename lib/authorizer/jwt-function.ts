import type { Construct } from "constructs";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { knownArgs } from "../function/argument-checks";
import type { FunctionSettings } from "../function/function-args";
import { requireKnown } from "../validation/known-arguments";
import type { JwtAuthorizerArgs } from "./authorizer-args";

/** The arguments of a function that determine what code runs. Those of SST come with the message about the others. */
const codeArguments = ["handler", "runtime", "bundle", "nodejs", "layers", "copyFiles", "hook", "python"];

const known = Object.fromEntries(Object.entries(knownArgs).filter(([name]) => !codeArguments.includes(name)));

/** Returns the settings of the function that verifies tokens: those of `jwt.function`, over the library's defaults. */
export function jwtFunctionSettings(
  scope: Construct,
  given: JwtAuthorizerArgs["function"],
  description: string,
): FunctionSettings {
  const own: object = given === undefined ? {} : given;
  const code = isObject(own) ? codeArguments.find((name) => own[name] !== undefined) : undefined;
  if (isObject(own) && code !== undefined)
    throw new ValidationError(
      scope,
      `"jwt.function.${code}" can't be set, because only code of this library may decide whether a token is valid; got ${quoted(own[code])}. Remove it, or write lambda: { function: … } in place of jwt to use code of yours.`,
    );
  requireKnown(scope, "jwt.function", own, known);
  const set = Object.entries(own).filter(([, value]) => value !== undefined);
  return { description, memory: "512 MB", timeout: "10 seconds", ...Object.fromEntries(set) };
}
