import type { ITerraformDependable } from "cdktf";
import type { RenderedStack, Resource } from "../core/rendered-stack";

type Aliases = readonly ITerraformDependable[];

const route53 = "aws_route53_record";
// Each of these takes a second record of a name for an error, or for another one of several answers.
const services = [route53, "cloudflare_dns_record", "vercel_dns_record"];

/**
 * What to do where the records of a domain in one region meet those in another, which their service would refuse.
 * Route 53 takes several that a policy chooses from. What the adapters of others make is theirs to say.
 */
export function twice(ours: Aliases, theirs: Aliases, stack: RenderedStack): string | undefined {
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
