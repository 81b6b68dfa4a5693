import { bare } from "../bare";
import { hasOneOf } from "../scopes";
import { type Answer, admission, denial } from "./answer";
import type { Configuration } from "./configuration";
import { type FetchDocument, fetchDocument } from "./fetch-document";
import { tokenOf } from "./identity-source";
import { Issuer } from "./issuer";
import { type Clock, Keys } from "./keys";
import { Failure, Refusal } from "./refusal";
import { Verifier } from "./verifier";

/** The external services that an authorizer uses. Tests replace them. */
export interface World {
  readonly fetch: FetchDocument;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

const world: World = {
  fetch: fetchDocument,
  clock: { now: Date.now, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
  log: (line) => process.stdout.write(`${line}\n`),
};

/**
 * Creates the handler of a REQUEST authorizer that admits clients with a valid token of the issuer. A token without the
 * scopes is denied: API Gateway answers 403. For an invalid token the handler throws `Unauthorized`: 401. All other
 * errors lead to 500.
 */
export function createAuthorizer(configuration: Configuration, { fetch, clock, log }: World = world) {
  const note = (level: "WARN" | "ERROR", message: string, more: object) =>
    log(JSON.stringify({ level, message, ...more }));
  const issuer = new Issuer(configuration.issuer, fetch, clock.now);
  const keys = new Keys(issuer, clock, (problem) => note("ERROR", "The issuer's keys were not fetched.", { problem }));
  const verifier = new Verifier(configuration, keys, clock);

  return async (event: unknown): Promise<Answer> => {
    const request = idsOf(event);
    try {
      const methodArn = fieldOf(event, "methodArn");
      if (typeof methodArn !== "string") throw new Refusal("the event is none of an authorizer");
      const claims = await verifier.claims(tokenOf(event, configuration.identitySource));
      const { answer, leftOut } = admission(claims, methodArn);
      if (leftOut.length > 0) note("WARN", "Claims were left out.", { claims: leftOut, ...request });
      const { scopes } = configuration;
      if (scopes === null || hasOneOf(answer.context, scopes)) return answer;
      note("WARN", "Forbidden", { reason: `the token has none of the scopes ${scopes.join(", ")}`, ...request });
      return denial(claims, methodArn);
    } catch (error) {
      if (error instanceof Failure) {
        note("ERROR", "Failed", { reason: error.message, ...request });
        throw error;
      }
      const reason =
        error instanceof Refusal ? error.message : `it can't be read (${(error as Error | undefined)?.name})`;
      note("WARN", "Unauthorized", { reason, ...request });
      throw new Error("Unauthorized");
    }
  };
}

/** Ids that connect a line of this log to the access log. */
function idsOf(event: unknown): object {
  const context = fieldOf(event, "requestContext");
  return { requestId: fieldOf(context, "requestId"), connectionId: fieldOf(context, "connectionId") };
}

function fieldOf(value: unknown, name: string): unknown {
  return bare(value)[name];
}
