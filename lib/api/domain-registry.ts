import { dependable, type ITerraformDependable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { judge, type Read } from "../core/judge";
import { perApp } from "../core/per-app";
import type { Placement } from "../core/placement";
import { resolved } from "../core/resolved";
import { quoted, ValidationError } from "../core/validation-error";
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

interface Waiting extends ITerraformDependable {
  dependsOn?: string[];
}

/**
 * The domains of an app's APIs, in all its stacks. An API that names the domain of another one refers to it by text
 * alone, so that either may be declared first, and so Terraform has to be told who waits for whom.
 */
export class DomainRegistry {
  public static of(scope: Construct): DomainRegistry {
    return perApp(scope, "domains", () => new DomainRegistry());
  }

  private readonly entries: Entry[] = [];
  private readonly waiting: { readonly entry: Entry; readonly resource: Waiting }[] = [];

  /** Notes an API on its domain, and holds that no other of the app is where it is. */
  public add(api: Construct, { name, path }: Address, placement: Placement, own?: Entry["own"]): Entry {
    const place = placeOf(TerraformStack.of(api), name, placement);
    const entry: Entry = { api, ...place, path, ...(own && { own }) };
    this.entries.push(entry);
    if (own) for (const { entry: other, resource } of this.waiting) haveWait(other, resource, entry);
    judge(api, (read) => this.check(entry, read));
    return entry;
  }

  /** Has what uses the domain of an entry wait until it is there, where the app makes it. */
  public wait(entry: Entry, resource: Waiting): void {
    this.waiting.push({ entry, resource });
    for (const owner of this.entries) haveWait(entry, resource, owner);
  }

  private check(entry: Entry, read: Read): void {
    for (const other of this.entries) {
      if (other === entry || !sameDomain(entry, other)) continue;
      if (!samePlace(entry, other)) {
        refuseSecondRegion(entry, other, read);
        continue;
      }
      const [first, second] =
        this.entries.indexOf(other) < this.entries.indexOf(entry) ? [other, entry] : [entry, other];
      const problem = clash(first, second);
      if (problem !== undefined) throw new ValidationError(second.api, problem);
    }
  }
}

function refuseSecondRegion(entry: Entry, other: Entry, read: Read): void {
  const problem = entry.own && other.own && twice(entry.own.aliases, other.own.aliases, read);
  if (problem === undefined) return;
  throw new ValidationError(
    entry.api,
    `"domain.name" can lead to one region only; got ${quoted(entry.name)}, which ${quoted(other.api.node.path)} makes too. ${problem}`,
  );
}

function clash(first: Entry, { api, path, own, name }: Entry): string | undefined {
  const who = quoted(first.api.node.path);
  if (first.own && own)
    return `"domain.name" can be made by one API only; got ${quoted(name)}, which ${who} makes too. Give "nameId" in place of "name" here, with another "path", and this API joins that domain.`;
  const [ours, theirs] = [path, first.path].map((text) => resolved(api, text));
  if (ours !== theirs) return undefined;
  return `"domain.path" has to be unique on its domain; got ${path === undefined ? "none" : quoted(path)} on ${quoted(name)}, as ${who} has. Give one of the two another path.`;
}

function haveWait(entry: Entry, resource: Waiting, owner: Entry): void {
  if (!owner.own || owner === entry || !sameDomain(entry, owner) || samePlace(entry, owner) === false) return;
  if (owner.stack === entry.stack) {
    resource.dependsOn = [...new Set([...(resource.dependsOn ?? []), dependable(owner.own.domainName)])];
    return;
  }
  if (owner.stack.dependsOn(entry.stack))
    throw new ValidationError(
      entry.api,
      `"domain.nameId" can't be the domain of a stack that is deployed after this one; got ${quoted(entry.name)}, which ${quoted(owner.api.node.path)} makes. Make that domain here, or in a stack that does not depend on this one.`,
    );
  entry.stack.addDependency(owner.stack);
}
