import { TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { Synthesis } from "../app/synthesis";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { requireRule } from "../validation/rule";

const predefinedKeys = ["$connect", "$disconnect", "$default"];

/** What is wrong with a route key. */
export function routeKeyProblem(key: string): string | undefined {
  if (key === "") return `"route" has to be a key; got "". Write the value of the message's "action", or "$default".`;
  if (key.length > 128) return `"route" takes at most 128 characters; got ${key.length}, ${quoted(key)}. Shorten it.`;
  if (/[\p{Cc}\p{Cs}]/u.test(key))
    return `"route" can't contain control characters or unpaired surrogates; got ${quoted(key)}. Remove them.`;
  if (key.startsWith("$") && !predefinedKeys.includes(key))
    return `"route" may begin with "$" only as ${predefinedKeys.map(quoted).join(", ")}; got ${quoted(key)}. ${didYouMean(key, predefinedKeys, "Use another key.")}`;
  return undefined;
}

/** Whether a key looks like the method and path of an HTTP API. */
export function looksLikeHttp(key: string): boolean {
  return /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) \//.test(key);
}

/** Rejects a key that AWS rejects, or that is known only after apply. */
export function requireRouteKey(scope: Construct, routeKey: unknown): void {
  if (typeof routeKey !== "string")
    throw new ValidationError(
      scope,
      `"route" has to be a key; got ${quoted(routeKey)}. Write api.route("$default", "src/default.handler").`,
    );
  if (Token.isUnresolved(routeKey))
    throw new ValidationError(
      scope,
      `"route" has to be known at synthesis; got a reference. Write a literal key such as "sendMessage".`,
    );
  requireRule(scope, "route-key", routeKeyProblem(routeKey));
}

/** Rejects a route of a stack that is already written, because the route would be lost. */
export function requireUnwritten(scope: Construct, routeKey: string): void {
  if (!Synthesis.of(scope).hasWritten(TerraformStack.of(scope))) return;
  throw new ValidationError(
    scope,
    `"route" can't be added after synthesis, which has written the stack without it; got ${quoted(routeKey)}. Call api.route() before app.synth().`,
  );
}
