import type { Message } from "esbuild";
import { buildGroup, type Outcome } from "./build-group";
import { BundleError } from "./bundle-error";
import type { Fresh } from "./cache/cache";
import { formatMessages } from "./esbuild-call";
import { groupBy } from "./group-by";
import { renderNotices } from "./messages";
import { optionsKey } from "./options";
import type { BundleRequest } from "./request";
import type { Store } from "./store";

/** What esbuild made of some requests: the bundles that are good, and an error for all that are not. */
interface Built {
  readonly bundles: readonly Fresh[];
  readonly failure?: BundleError;
}

/** What a bundling needs to know beside the requests. */
interface Setting {
  readonly root: string;
  readonly store: Store;
  /** All who want what a request is for. */
  readonly owners: (request: BundleRequest) => readonly string[];
}

/** Has esbuild bundle every request, in one call for each set of options. */
export function buildAll(requests: readonly BundleRequest[], { root, store, owners }: Setting): Built {
  const outcomes = [...groupBy(requests, groupKey).values()].flatMap((group) => buildGroup(group, root, store));
  const failed = outcomes.filter(({ errors }) => errors.length > 0);
  const warnings = printed(outcomes, "warning");
  const bundles = outcomes.flatMap((outcome) => {
    const { request, files, inputs, entry } = outcome;
    if (inputs === undefined) return [];
    const places = outcome.warnings.map(({ location }) => location?.file);
    return [{ request, files, inputs, entry, places, warnings: warnings.get(outcome) ?? [] }];
  });
  return failed.length === 0 ? { bundles } : { bundles, failure: failureOf(failed, owners) };
}

function failureOf(outcomes: readonly Outcome[], ownersOf: Setting["owners"]): BundleError {
  const owners = [...new Set(outcomes.flatMap(({ request }) => ownersOf(request)))].sort();
  const errors = printed(outcomes, "error");
  const notices = outcomes.flatMap((outcome) =>
    ownersOf(outcome.request).flatMap((owner) => (errors.get(outcome) ?? []).map((text) => ({ owner, text }))),
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

/** A cache of renamed properties serves all entries of a call, so there each is alone: others would show in its names. */
function groupKey({ id, options }: BundleRequest): string {
  const key = optionsKey(options);
  return options.esbuild?.mangleCache === undefined ? key : JSON.stringify([key, id]);
}
