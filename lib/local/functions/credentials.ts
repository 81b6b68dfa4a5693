import { randomBytes } from "node:crypto";
import type { LocalFunction } from "../local-function";
import { randomText } from "../random-text";
import type { FunctionCredentials } from "./invocation";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Creates fake credentials. They are useless on AWS, and identify the function in this run. */
export function createCredentials(fn: LocalFunction): FunctionCredentials {
  return {
    function: fn,
    accessKeyId: `ASIA${randomText(letters, 16)}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(48).toString("base64"),
  };
}
