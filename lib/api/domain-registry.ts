import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { addCheck, type Finding } from "../core/checks";
import type { Placement } from "../core/placement";
import type { RenderedStack } from "../core/rendered-stack";
import { resolved } from "../core/resolved";
import { quoted, ValidationError } from "../core/validation-error";
import { waitForLater } from "../core/wait-for-later";
import type { Address } from "./domain-decision";
import type { MadeDomain } from "./domain-made";
import { type Place, placeOf, sameDomain, samePlace } from "./domain-place";
import { twice } from "./domain-regions";

/** An API on a domain. */
export interface Entry extends Place {
  readonly api: Construct;
  readonly path: string | undefined;
  /** The domain, where this API makes it, and the records that lead to it. */
  readonly own?: Pick<MadeDomain, "domainName" | "aliases">;
}

interface Waiting {
  readonly entry: Entry;
  readonly resource: { dependsOn?: string[] };
}

const domainsOfApp: StateEntry<DomainRegistry> = { name: "domains", create: () => new DomainRegistry() };

/**
 * The domains of an app's APIs, in all its stacks. An API that names the domain of another one refers to it by text
 * alone, so that either may be declared first, and so Terraform has to be told who waits for whom.
 */
export class DomainRegistry {
  public static of(scope: Construct): DomainRegistry {
    return appState(scope, domainsOfApp);
  }

  private readonly entries: Entry[] = [];
  private readonly waiting: Waiting[] = [];

  /** Notes an API on its domain, and rejects another one of the app in the same place. */
  public add(api: Construct, { name, path }: Address, placement: Placement, own?: Entry["own"]): Entry {
    const place = placeOf(TerraformStack.of(api), name, placement);
    const entry: Entry = { api, ...place, path, ...(own && { own }) };
    this.entries.push(entry);
    for (const { entry: guest } of this.waiting) orderStacks(guest, entry);
    addCheck({ owner: api, find: (stack) => this.findings(entry, stack) });
    return entry;
  }

  /** Has what uses the domain of an entry wait until it is there, where the app makes it. */
  public wait(entry: Entry, resource: Waiting["resource"]): void {
    this.waiting.push({ entry, resource });
    for (const owner of this.entries) orderStacks(entry, owner);
    waitForLater(resource, () =>
      this.entries.flatMap((owner) =>
        owner.own && owner.stack === entry.stack && isOwner(entry, owner) ? [owner.own.domainName] : [],
      ),
    );
  }

  private findings(entry: Entry, stack: RenderedStack): readonly Finding[] {
    return this.entries.flatMap((other) => {
      if (other === entry || !sameDomain(entry, other)) return [];
      if (!samePlace(entry, other)) return secondRegion(entry, other, stack);
      const [first, second] =
        this.entries.indexOf(other) < this.entries.indexOf(entry) ? [other, entry] : [entry, other];
      const text = clash(first, second);
      return text === undefined ? [] : [{ owner: second.api, text }];
    });
  }
}

function secondRegion(entry: Entry, other: Entry, stack: RenderedStack): readonly Finding[] {
  const remedy = entry.own && other.own && twice(entry.own.aliases, other.own.aliases, stack);
  if (remedy === undefined) return [];
  const text = `"domain.name" can lead to one region only; got ${quoted(entry.name)}, which ${quoted(other.api.node.path)} makes too. ${remedy}`;
  return [{ owner: entry.api, text }];
}

function clash(first: Entry, { api, path, own, name }: Entry): string | undefined {
  const who = quoted(first.api.node.path);
  if (first.own && own)
    return `"domain.name" can be made by one API only; got ${quoted(name)}, which ${who} makes too. Give "nameId" in place of "name" here, with another "path", and this API joins that domain.`;
  const [ours, theirs] = [path, first.path].map((text) => resolved(api, text));
  if (ours !== theirs) return undefined;
  return `"domain.path" has to be unique on its domain; got ${path === undefined ? "none" : quoted(path)} on ${quoted(name)}, as ${who} has. Give one of the two another path.`;
}

function isOwner(guest: Entry, owner: Entry): boolean {
  return owner.own !== undefined && owner !== guest && sameDomain(guest, owner) && samePlace(guest, owner) !== false;
}

function orderStacks(guest: Entry, owner: Entry): void {
  if (owner.stack === guest.stack || !isOwner(guest, owner)) return;
  if (owner.stack.dependsOn(guest.stack))
    throw new ValidationError(
      guest.api,
      `"domain.nameId" can't be the domain of a stack that is deployed after this one; got ${quoted(guest.name)}, which ${quoted(owner.api.node.path)} makes. Make that domain here, or in a stack that does not depend on this one.`,
    );
  guest.stack.addDependency(owner.stack);
}
