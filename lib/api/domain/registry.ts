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

/** A domain name that an API creates. */
export interface OwnDomainName {
  readonly domainName: Apigatewayv2DomainName;
  /** The records that point to it. */
  readonly aliases: readonly ITerraformDependable[];
}

/** An API and its domain. */
export interface RegisteredDomain extends DomainLocation {
  readonly api: Construct;
  readonly path: string | undefined;
  /** The domain name, if this API creates it. */
  readonly own?: OwnDomainName;
}

interface DependentResource {
  readonly entry: RegisteredDomain;
  readonly resource: { dependsOn?: string[] };
}

const domainsOfApp: StateEntry<DomainRegistry> = { name: "domains", create: () => new DomainRegistry() };

/**
 * The domains of an app's APIs, in all its stacks. An API refers to the domain of another one by its name, so either
 * may be declared first. The registry therefore adds the dependencies between their resources and stacks.
 */
export class DomainRegistry {
  public static of(scope: Construct): DomainRegistry {
    return appState(scope, domainsOfApp);
  }

  private readonly registered: RegisteredDomain[] = [];
  private readonly dependents: DependentResource[] = [];

  /** Registers the domain of an API. Synthesis fails where it conflicts with the domain of another API of the app. */
  public add(
    api: Construct,
    { name, path }: DomainAddress,
    placement: Placement,
    own?: RegisteredDomain["own"],
  ): RegisteredDomain {
    const location = domainLocation(TerraformStack.of(api), name, placement);
    const entry: RegisteredDomain = { api, ...location, path, ...(own && { own }) };
    this.registered.push(entry);
    for (const { entry: guest } of this.dependents) addStackDependency(guest, entry);
    addCheck({ owner: api, find: (stack) => this.findings(entry, stack) });
    return entry;
  }

  /** Makes a resource depend on the domain of an entry, if the app creates that domain. */
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
      if (!isSameRegion(entry, other)) return multiRegionFindings(entry, other, stack);
      const [first, second] =
        this.registered.indexOf(other) < this.registered.indexOf(entry) ? [other, entry] : [entry, other];
      const text = pathConflict(first, second);
      return text === undefined ? [] : [{ owner: second.api, text }];
    });
  }
}

function multiRegionFindings(
  entry: RegisteredDomain,
  other: RegisteredDomain,
  stack: RenderedStack,
): readonly Finding[] {
  const remedy = entry.own && other.own && multiRegionConflict(entry.own.aliases, other.own.aliases, stack);
  if (remedy === undefined) return [];
  const text = `"domain.name" can point to one region only; got ${quoted(entry.name)}, which ${quoted(other.api.node.path)} creates too. ${remedy}`;
  return [{ owner: entry.api, text }];
}

function pathConflict(first: RegisteredDomain, { api, path, own, name }: RegisteredDomain): string | undefined {
  const firstPath = quoted(first.api.node.path);
  if (first.own && own)
    return `"domain.name" can be created by one API only; got ${quoted(name)}, which ${firstPath} creates too. Set nameId: ${quoted(name)} instead of "name" here, and another "path".`;
  const [ours, theirs] = [path, first.path].map((text) => resolveValue(api, text));
  if (ours !== theirs) return undefined;
  return `"domain.path" has to be unique on its domain; got ${path === undefined ? "none" : quoted(path)} on ${quoted(name)}, as ${firstPath} has. Change the path of one of them.`;
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
      `"domain.nameId" can't be the domain of a stack that is deployed after this one; got ${quoted(guest.name)}, which ${quoted(owner.api.node.path)} creates. Create that domain in this stack, or in one that does not depend on it.`,
    );
  guest.stack.addDependency(owner.stack);
}

/** A domain and its region. AWS allows a name once per region, in all accounts together. */
interface DomainLocation {
  readonly stack: TerraformStack;
  readonly name: string;
  readonly provider: TerraformProvider | undefined;
  readonly region: string | undefined;
}

function domainLocation(stack: TerraformStack, name: string, { provider, region }: Placement): DomainLocation {
  return { stack, name: String(resolveValue(stack, name)), provider, region };
}

/** Whether two domains have the same name. References are equal only within one stack. */
function isSameDomain(one: DomainLocation, other: DomainLocation): boolean {
  return one.name === other.name && (isLiteralText(one.name) || one.stack === other.stack);
}

/** Whether two domains are in the same region; undefined where that is known only after apply. */
function isSameRegion(one: DomainLocation, other: DomainLocation): boolean | undefined {
  const [ours, theirs] = [one, other].map((location) => literalRegion(location.stack, location));
  if (ours !== undefined && theirs !== undefined) return ours === theirs;
  return isSameUnresolvedRegion(one, other) ? true : undefined;
}

// Two unknown regions are the same if both have the same expression, or if both are the default of one provider.
function isSameUnresolvedRegion(one: DomainLocation, other: DomainLocation): boolean {
  const [ours, theirs] = [one, other].map(({ stack, provider, region }) => region ?? providerRegion(stack, provider));
  if (ours === undefined && theirs === undefined) return isOneProvider(one, other);
  return one.stack === other.stack && resolveValue(one.stack, ours) === resolveValue(other.stack, theirs);
}

// Two providers without a region may use two profiles with different regions.
function isOneProvider({ provider: one }: DomainLocation, { provider: other }: DomainLocation): boolean {
  return one === other || (isDefault(one) && isDefault(other));
}

function isDefault(provider: TerraformProvider | undefined): boolean {
  return provider === undefined || isDefaultProvider(provider);
}

type AliasRecords = readonly ITerraformDependable[];

const route53 = "aws_route53_record";
// With these services, a second record of the same name fails or becomes an additional answer.
const knownRecordTypes = [route53, "cloudflare_dns_record", "vercel_dns_record"];

/**
 * The remedy where the alias records of two regions conflict; undefined where they don't. Route 53 allows several
 * records with a routing policy. Records of other adapters are not checked.
 */
function multiRegionConflict(ours: AliasRecords, theirs: AliasRecords, stack: RenderedStack): string | undefined {
  const types = new Set(theirs.map(resourceType));
  const conflicting = ours.filter(
    (record) => knownRecordTypes.includes(resourceType(record) ?? "") && types.has(resourceType(record)),
  );
  const hasRoutingPolicy = (record: ITerraformDependable) =>
    resourceType(record) === route53 && stack.attributes(record as unknown as Resource)?.has("set_identifier") === true;
  if (conflicting.every(hasRoutingPolicy)) return undefined;
  return conflicting.some((record) => resourceType(record) === route53)
    ? 'Set "setIdentifier" and "latencyRoutingPolicy" on the "alias" records of both, in "transform.record" of aws.dns(), or set dns: false in one of them.'
    : 'Set dns: false or another name in one of them. Latency routing, in "transform.record", needs aws.dns().';
}

function resourceType(record: ITerraformDependable): string | undefined {
  return (record as Partial<Resource>).terraformResourceType;
}
