import type { TerraformProvider, TerraformStack } from "cdktf";
import type { Placement } from "../core/placement";
import { resolved } from "../core/resolved";
import { isKnown } from "../dns/domain-name";
import { isDefaultProvider, literalRegion, providerRegion } from "./region";

/** A domain, and where API Gateway has it. AWS takes a name once in a region, whoever asks. */
export interface Place {
  readonly stack: TerraformStack;
  readonly name: string;
  readonly provider: TerraformProvider | undefined;
  readonly region: string | undefined;
}

export function placeOf(stack: TerraformStack, name: string, { provider, region }: Placement): Place {
  return { stack, name: String(resolved(stack, name)), provider, region };
}

/** Whether two names are one. A reference is only the same in its own stack. */
export function sameDomain(one: Place, other: Place): boolean {
  return one.name === other.name && (isKnown(one.name) || one.stack === other.stack);
}

/** Whether two are in the same region; undefined where only Terraform knows. */
export function samePlace(one: Place, other: Place): boolean | undefined {
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
