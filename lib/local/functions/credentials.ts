import { randomBytes } from "node:crypto";
import type { LocalFunction } from "../local-function";
import { randomText } from "../random-text";
import type { FunctionCredentials } from "./invocation";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Credentials that open nothing on AWS, and here tell which function uses them. */
export function createCredentials(fn: LocalFunction): FunctionCredentials {
  return {
    function: fn,
    accessKeyId: `ASIA${randomText(letters, 16)}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(48).toString("base64"),
  };
}
