import { collectionFunctions } from "./collection-functions";
import { textFunctions } from "./text-functions";
import { EvaluationError, Unknown, UnsupportedCall, unknownIn, type Value } from "./value";

const functions = new Map([...Object.entries(textFunctions), ...Object.entries(collectionFunctions)]);

/** Names of all functions that can be evaluated. */
export const knownFunctions: readonly string[] = [...functions.keys(), "try", "can"].sort();

/** Calls a function. The result is unknown if an argument is unknown or the function is not supported. */
export function callFunction(name: string, args: readonly Value[]): Value {
  const found = functions.get(name);
  if (found === undefined) return new Unknown([`${name}()`, ...(unknownIn(...args)?.causes ?? [])]);
  const unknown = found.shallow ? unknownIn(...args.filter((arg) => arg instanceof Unknown)) : unknownIn(...args);
  if (unknown) return unknown;
  try {
    return found.call(...args);
  } catch (error) {
    // As an error, it would decide the result of try() and can().
    if (error instanceof UnsupportedCall) return new Unknown([error.message]);
    throw new EvaluationError(`${name}(): ${(error as Error).message}`);
  }
}
