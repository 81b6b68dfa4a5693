import { randomBytes, randomInt } from "node:crypto";
import type { LocalFunction } from "../local-function";
import type { FunctionCredentials } from "./invocation";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Credentials that open nothing on AWS, and here tell which function uses them. */
export function createCredentials(fn: LocalFunction): FunctionCredentials {
  const key = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join("");
  return {
    function: fn,
    accessKeyId: `ASIA${key}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(48).toString("base64"),
  };
}
