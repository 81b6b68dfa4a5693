import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { type ITerraformDependable, type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../../core/app-state";
import { quoted, ValidationError } from "../../core/validation-error";
import { isLiteralText } from "../../dns/zone";
import type { RenderedStack, Resource } from "../../terraform/rendered-stack";
import { dependOnLater, type Placement } from "../../terraform/resource-config";
import { resolveValue } from "../../terraform/tokens";
import { addCheck, type Finding } from "../../validation/checks";
import { isDefaultProvider, literalRegion, providerRegion } from "../region";
import type { DomainAddress } from "./plan";

/** A domain name that an API makes. */
export interface OwnDomainName {
  readonly domainName: Apigatewayv2DomainName;
  /** The records that lead to it. */
  readonly aliases: readonly ITerraformDependable[];
}

/** An API on a domain. */
export interface RegisteredDomain extends DomainLocation {
  readonly api: Construct;
  readonly path: string | undefined;
  /** The domain, where this API makes it. */
  readonly own?: OwnDomainName;
}

interface DependentResource {
  readonly entry: RegisteredDomain;
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

  private readonly registered: RegisteredDomain[] = [];
  private readonly dependents: DependentResource[] = [];

  /** Notes an API on its domain, and rejects another one of the app in the same place. */
  public add(
    api: Construct,
    { name, path }: DomainAddress,
    placement: Placement,
    own?: RegisteredDomain["own"],
  ): RegisteredDomain {
    const place = domainLocation(TerraformStack.of(api), name, placement);
    const entry: RegisteredDomain = { api, ...place, path, ...(own && { own }) };
    this.registered.push(entry);
    for (const { entry: guest } of this.dependents) addStackDependency(guest, entry);
    addCheck({ owner: api, find: (stack) => this.findings(entry, stack) });
    return entry;
  }

  /** Has what uses the domain of an entry wait until it is there, where the app makes it. */
  public waitForOwner(entry: RegisteredDomain, resource: DependentResource["resource"]): void {
    this.dependents.push({ entry, resource });
    for (const owner of this.registered) addStackDependency(entry, owner);
    dependOnLater(resource, () =>
      this.registered.flatMap((owner) =>
        owner.own && owner.stack === entry.stack && isOwner(entry, owner) ? [owner.own.domainName] : [],
      ),
    );
  }

  private findings(entry: RegisteredDomain, stack: RenderedStack): readonly Finding[] {
    return this.registered.flatMap((other) => {
      if (other === entry || !isSameDomain(entry, other)) return [];
      if (!isSameRegion(entry, other)) return secondRegion(entry, other, stack);
      const [first, second] =
        this.registered.indexOf(other) < this.registered.indexOf(entry) ? [other, entry] : [entry, other];
      const text = pathConflict(first, second);
      return text === undefined ? [] : [{ owner: second.api, text }];
    });
  }
}

function secondRegion(entry: RegisteredDomain, other: RegisteredDomain, stack: RenderedStack): readonly Finding[] {
  const remedy = entry.own && other.own && multiRegionConflict(entry.own.aliases, other.own.aliases, stack);
  if (remedy === undefined) return [];
  const text = `"domain.name" can lead to one region only; got ${quoted(entry.name)}, which ${quoted(other.api.node.path)} makes too. ${remedy}`;
  return [{ owner: entry.api, text }];
}

function pathConflict(first: RegisteredDomain, { api, path, own, name }: RegisteredDomain): string | undefined {
  const who = quoted(first.api.node.path);
  if (first.own && own)
    return `"domain.name" can be made by one API only; got ${quoted(name)}, which ${who} makes too. Give "nameId" in place of "name" here, with another "path", and this API joins that domain.`;
  const [ours, theirs] = [path, first.path].map((text) => resolveValue(api, text));
  if (ours !== theirs) return undefined;
  return `"domain.path" has to be unique on its domain; got ${path === undefined ? "none" : quoted(path)} on ${quoted(name)}, as ${who} has. Give one of the two another path.`;
}

function isOwner(guest: RegisteredDomain, owner: RegisteredDomain): boolean {
  return (
    owner.own !== undefined && owner !== guest && isSameDomain(guest, owner) && isSameRegion(guest, owner) !== false
  );
}

function addStackDependency(guest: RegisteredDomain, owner: RegisteredDomain): void {
  if (owner.stack === guest.stack || !isOwner(guest, owner)) return;
  if (owner.stack.dependsOn(guest.stack))
    throw new ValidationError(
      guest.api,
      `"domain.nameId" can't be the domain of a stack that is deployed after this one; got ${quoted(guest.name)}, which ${quoted(owner.api.node.path)} makes. Make that domain here, or in a stack that does not depend on this one.`,
    );
  guest.stack.addDependency(owner.stack);
}

/** A domain, and where API Gateway has it. AWS takes a name once in a region, whoever asks. */
interface DomainLocation {
  readonly stack: TerraformStack;
  readonly name: string;
  readonly provider: TerraformProvider | undefined;
  readonly region: string | undefined;
}

function domainLocation(stack: TerraformStack, name: string, { provider, region }: Placement): DomainLocation {
  return { stack, name: String(resolveValue(stack, name)), provider, region };
}

/** Whether two names are one. A reference is only the same in its own stack. */
function isSameDomain(one: DomainLocation, other: DomainLocation): boolean {
  return one.name === other.name && (isLiteralText(one.name) || one.stack === other.stack);
}

/** Whether two are in the same region; undefined where only Terraform knows. */
function isSameRegion(one: DomainLocation, other: DomainLocation): boolean | undefined {
  const [ours, theirs] = [one, other].map((place) => literalRegion(place.stack, place));
  if (ours !== undefined && theirs !== undefined) return ours === theirs;
  return isSameUnresolvedRegion(one, other) ? true : undefined;
}

// What is not known is the same where it was said in the same words, or where nobody said anything.
function isSameUnresolvedRegion(one: DomainLocation, other: DomainLocation): boolean {
  const [ours, theirs] = [one, other].map(({ stack, provider, region }) => region ?? providerRegion(stack, provider));
  if (ours === undefined && theirs === undefined) return isOneProvider(one, other);
  return one.stack === other.stack && resolveValue(one.stack, ours) === resolveValue(other.stack, theirs);
}

// Two providers that leave their region to the environment may have two profiles, each with its own.
function isOneProvider({ provider: one }: DomainLocation, { provider: other }: DomainLocation): boolean {
  return one === other || (isDefault(one) && isDefault(other));
}

function isDefault(provider: TerraformProvider | undefined): boolean {
  return provider === undefined || isDefaultProvider(provider);
}

type AliasRecords = readonly ITerraformDependable[];

const route53 = "aws_route53_record";
// Each of these takes a second record of a name for an error, or for another one of several answers.
const services = [route53, "cloudflare_dns_record", "vercel_dns_record"];

/**
 * What to do where the records of a domain in one region meet those in another, which their service would refuse.
 * Route 53 takes several that a policy chooses from. What the adapters of others make is theirs to say.
 */
function multiRegionConflict(ours: AliasRecords, theirs: AliasRecords, stack: RenderedStack): string | undefined {
  const types = new Set(theirs.map(resourceType));
  const met = ours.filter((record) => services.includes(resourceType(record) ?? "") && types.has(resourceType(record)));
  const apart = (record: ITerraformDependable) =>
    resourceType(record) === route53 && stack.attributes(record as unknown as Resource)?.has("set_identifier") === true;
  if (met.every(apart)) return undefined;
  return met.some((record) => resourceType(record) === route53)
    ? 'Give "setIdentifier" and "latencyRoutingPolicy" to the records of both that have an "alias", by "transform.record" of aws.dns(), or set "dns" to false in one of them.'
    : 'Set "dns" to false in one of them, or give it another name. Latency routing, by "transform.record", takes aws.dns().';
}

function resourceType(record: ITerraformDependable): string | undefined {
  return (record as Partial<Resource>).terraformResourceType;
}
