import type { Message } from "esbuild";
import { buildGroup, type Outcome } from "./build-group";
import { BundleError } from "./bundle-error";
import type { Fresh } from "./cache/bundle-cache";
import { formatMessages } from "./esbuild-call";
import { renderNotices } from "./messages";
import { optionsKey } from "./options";
import type { BundleRequest } from "./request";

/** What esbuild made of some requests: the bundles that are good, and an error for all that are not. */
interface Built {
  readonly bundles: readonly Fresh[];
  readonly failure?: BundleError;
}

/** Has esbuild bundle every request, in one call for each set of options. */
export function buildAll(requests: readonly BundleRequest[], root: string): Built {
  const outcomes = groups(requests).flatMap((group) => buildGroup(group, root));
  const failed = outcomes.filter(({ errors }) => errors.length > 0);
  const warnings = printed(outcomes, "warning");
  const bundles = outcomes.flatMap((outcome) => {
    const { request, files, inputs, entry } = outcome;
    if (inputs === undefined) return [];
    const places = outcome.warnings.map(({ location }) => location?.file);
    return [{ request, files, inputs, entry, places, warnings: warnings.get(outcome) ?? [] }];
  });
  return failed.length === 0 ? { bundles } : { bundles, failure: failureOf(failed) };
}

function failureOf(outcomes: readonly Outcome[]): BundleError {
  const owners = [...new Set(outcomes.map(({ request }) => request.owner))].sort();
  const errors = printed(outcomes, "error");
  const notices = outcomes.flatMap((outcome) =>
    (errors.get(outcome) ?? []).map((text) => ({ owner: outcome.request.owner, text })),
  );
  return new BundleError(owners, renderNotices(notices).join("\n\n"));
}

/** What esbuild prints for each of the outcomes, found out in one call. */
function printed(outcomes: readonly Outcome[], kind: "error" | "warning"): ReadonlyMap<Outcome, readonly string[]> {
  const messages = (outcome: Outcome): readonly Message[] => (kind === "error" ? outcome.errors : outcome.warnings);
  const texts = formatMessages(outcomes.flatMap(messages), kind);
  let start = 0;
  return new Map(
    outcomes.map((outcome) => {
      const own = texts.slice(start, start + messages(outcome).length);
      start += own.length;
      return [outcome, own];
    }),
  );
}

function groups(requests: readonly BundleRequest[]): readonly (readonly BundleRequest[])[] {
  const byKey = new Map<string, BundleRequest[]>();
  for (const request of requests) {
    const key = groupKey(request);
    byKey.set(key, [...(byKey.get(key) ?? []), request]);
  }
  return [...byKey.values()];
}

/** A cache of renamed properties serves all entries of a call, so there each is alone: others would show in its names. */
function groupKey({ id, options }: BundleRequest): string {
  const key = optionsKey(options);
  return options.esbuild?.mangleCache === undefined ? key : JSON.stringify([key, id]);
}
