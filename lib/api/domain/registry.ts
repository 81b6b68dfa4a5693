import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { type ITerraformDependable, type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../../core/app-state";
import { quoted, ValidationError } from "../../core/validation-error";
import { isKnown } from "../../dns/zone";
import type { RenderedStack, Resource } from "../../terraform/rendered-stack";
import { type Placement, waitForLater } from "../../terraform/resource-config";
import { resolved } from "../../terraform/tokens";
import { addCheck, type Finding } from "../../validation/checks";
import { isDefaultProvider, literalRegion, providerRegion } from "../region";
import type { Address } from "./plan";

/** A domain name that an API makes. */
export interface OwnDomainName {
  readonly domainName: Apigatewayv2DomainName;
  /** The records that lead to it. */
  readonly aliases: readonly ITerraformDependable[];
}

/** An API on a domain. */
export interface Entry extends Place {
  readonly api: Construct;
  readonly path: string | undefined;
  /** The domain, where this API makes it. */
  readonly own?: OwnDomainName;
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

/** A domain, and where API Gateway has it. AWS takes a name once in a region, whoever asks. */
interface Place {
  readonly stack: TerraformStack;
  readonly name: string;
  readonly provider: TerraformProvider | undefined;
  readonly region: string | undefined;
}

function placeOf(stack: TerraformStack, name: string, { provider, region }: Placement): Place {
  return { stack, name: String(resolved(stack, name)), provider, region };
}

/** Whether two names are one. A reference is only the same in its own stack. */
function sameDomain(one: Place, other: Place): boolean {
  return one.name === other.name && (isKnown(one.name) || one.stack === other.stack);
}

/** Whether two are in the same region; undefined where only Terraform knows. */
function samePlace(one: Place, other: Place): boolean | undefined {
  const [ours, theirs] = [one, other].map((place) => literalRegion(place.stack, place));
  if (ours !== undefined && theirs !== undefined) return ours === theirs;
  return isSameText(one, other) ? true : undefined;
}

// What is not known is the same where it was said in the same words, or where nobody said anything.
function isSameText(one: Place, other: Place): boolean {
  const [ours, theirs] = [one, other].map(({ stack, provider, region }) => region ?? providerRegion(stack, provider));
  if (ours === undefined && theirs === undefined) return isOneProvider(one, other);
  return one.stack === other.stack && resolved(one.stack, ours) === resolved(other.stack, theirs);
}

// Two providers that leave their region to the environment may have two profiles, each with its own.
function isOneProvider({ provider: one }: Place, { provider: other }: Place): boolean {
  return one === other || (isDefault(one) && isDefault(other));
}

function isDefault(provider: TerraformProvider | undefined): boolean {
  return provider === undefined || isDefaultProvider(provider);
}

type Aliases = readonly ITerraformDependable[];

const route53 = "aws_route53_record";
// Each of these takes a second record of a name for an error, or for another one of several answers.
const services = [route53, "cloudflare_dns_record", "vercel_dns_record"];

/**
 * What to do where the records of a domain in one region meet those in another, which their service would refuse.
 * Route 53 takes several that a policy chooses from. What the adapters of others make is theirs to say.
 */
function twice(ours: Aliases, theirs: Aliases, stack: RenderedStack): string | undefined {
  const types = new Set(theirs.map(typeOf));
  const met = ours.filter((record) => services.includes(typeOf(record) ?? "") && types.has(typeOf(record)));
  const apart = (record: ITerraformDependable) =>
    typeOf(record) === route53 && stack.attributes(record as unknown as Resource)?.has("set_identifier") === true;
  if (met.every(apart)) return undefined;
  return met.some((record) => typeOf(record) === route53)
    ? 'Give "setIdentifier" and "latencyRoutingPolicy" to the records of both that have an "alias", by "transform.record" of aws.dns(), or set "dns" to false in one of them.'
    : 'Set "dns" to false in one of them, or give it another name. Latency routing, by "transform.record", takes aws.dns().';
}

function typeOf(record: ITerraformDependable): string | undefined {
  return (record as Partial<Resource>).terraformResourceType;
}
