import fc from "fast-check";
import { itLives } from "./life";
import { type ApiSpec, arbitraryApi, build } from "./random-api";

const apis = fc.uniqueArray(arbitraryApi(), { minLength: 12, maxLength: 12, selector: ({ id }) => id });

/** The notes that an API deserves. */
function notesOf({ routes, stage = {} }: ApiSpec): string[] {
  const has = (key: string) => routes.some((route) => route.key === key);
  const logs = routes.flatMap(({ handler }) => (handler.form === "args" ? [handler.args.logging] : []));
  const sends = routes.some(({ handler }) => handler.form === "args" && handler.sends);
  const notes = {
    "no-connect": !has("$connect"),
    "open-connect": routes.some(({ key, iam }) => key === "$connect" && !iam),
    "no-default": !has("$default"),
    "no-connections-policy": !sends,
    "default-stage-log": (stage.name ?? "$default") === "$default" && (stage.level ?? "OFF") !== "OFF",
    "function-cannot-log": logs.includes(false),
    "log-group-unmanaged": logs.some((log) => log === false || log?.logGroup !== undefined),
  };
  return Object.entries(notes).flatMap(([name, deserved]) => (deserved ? [name] : []));
}

describe("any APIs", () => {
  describe.each([1, 2, 3])("of seed %i", (seed) => {
    const [specs = []] = fc.sample(apis, { seed, numRuns: 1 });
    const notes = [...new Set(specs.flatMap(notesOf))];

    itLives(`live together, ${specs.length} in one stack`, { notes }, (life) => {
      life.apply((stack) => {
        for (const spec of specs) build(stack, spec);
      });
    });
  });
});
