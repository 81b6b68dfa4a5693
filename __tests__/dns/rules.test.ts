import { certificateRules } from "../../lib/dns/certificate";
import { cloudflareRules } from "../../lib/dns/cloudflare";
import { route53Rules } from "../../lib/dns/route53";
import { vercelRules } from "../../lib/dns/vercel";
import { describeRules, reference } from "../validation/rule-table";

const alias = { name: "d-1.execute-api.eu-west-1.amazonaws.com", zone_id: "Z1", evaluate_target_health: true };

describeRules("route53Rules", route53Rules, [
  {
    rule: "route53-type",
    bad: { type: "ALIAS", alias },
    says: ['"transform.record.type" has to be one of A, AAAA, CAA', 'got "ALIAS"'],
    good: { type: "A", alias },
    unresolved: { type: reference, alias },
  },
  {
    rule: "route53-content",
    bad: { type: "A", alias, records: ["10.0.0.1"] },
    says: ['either "alias" or "records"', "got both"],
    good: { type: "A", alias },
    unresolved: { type: "A", alias: reference },
  },
  {
    rule: "route53-content",
    bad: { type: "A" },
    says: ["got neither"],
    good: { type: "A", records: ["10.0.0.1"], ttl: 60 },
    unresolved: { type: "A", records: reference, ttl: 60 },
  },
  {
    rule: "route53-alias-ttl",
    bad: { type: "A", alias, ttl: 300 },
    says: ['"transform.record.ttl" can\'t be set on an alias', "got 300"],
    good: { type: "A", alias },
  },
  {
    rule: "route53-ttl-missing",
    bad: { type: "CNAME", records: ["x."] },
    says: ['"transform.record.ttl" is required', "got none"],
    good: { type: "CNAME", records: ["x."], ttl: 300 },
    unresolved: { type: "CNAME", records: ["x."], ttl: reference },
  },
  ...[-1, 1.5, 2147483648].map((ttl) => ({
    rule: "route53-ttl",
    bad: { type: "CNAME", records: ["x."], ttl },
    says: ['"transform.record.ttl" takes 0 to 2147483647', `got ${ttl}`],
    good: { type: "CNAME", records: ["x."], ttl: 0 },
    unresolved: { type: "CNAME", records: ["x."], ttl: reference },
  })),
  {
    rule: "route53-alias-name",
    bad: { type: "A", alias: { ...alias, name: "" } },
    says: ['"transform.record.alias.name" takes 1 to 1024', 'got 0, ""'],
    good: { type: "A", alias: { ...alias, name: "a".repeat(1024) } },
    unresolved: { type: "A", alias: { ...alias, name: reference } },
  },
  {
    rule: "route53-alias-zone",
    bad: { type: "A", alias: { ...alias, zone_id: "Z".repeat(33) } },
    says: ['"transform.record.alias.zoneId" takes 1 to 32', "got 33"],
    good: { type: "A", alias: { ...alias, zone_id: "Z".repeat(32) } },
    unresolved: { type: "A", alias: { ...alias, zone_id: `${reference}${"Z".repeat(33)}` } },
  },
]);

const zone = "0123456789abcdef0123456789abcdef";
const cname = { zone_id: zone, name: "api.example.com", type: "CNAME", content: "x.example.org", ttl: 60 };
const caa = { zone_id: zone, name: "example.com", type: "CAA", ttl: 60, data: { flags: 0, tag: "issue", value: "a" } };

describeRules("cloudflareRules", cloudflareRules, [
  {
    rule: "cloudflare-zone-id",
    bad: { ...cname, zone_id: "example.com" },
    says: ['"transform.record.zoneId"', 'got "example.com"'],
    good: cname,
    unresolved: { ...cname, zone_id: reference },
  },
  {
    rule: "cloudflare-type",
    bad: { ...cname, type: "ALIAS" },
    says: ['"transform.record.type" has to be one of A, AAAA, CNAME', 'got "ALIAS"'],
    good: { ...cname, type: "TXT" },
    unresolved: { ...cname, type: reference },
  },
  ...[0, 30, 59, 60.5, 86401].map((ttl) => ({
    rule: "cloudflare-ttl",
    bad: { ...cname, ttl },
    says: ['"transform.record.ttl" takes 1, or 60 to 86400', `got ${ttl}`],
    good: { ...cname, ttl: ttl < 60 ? 1 : 86400 },
    unresolved: { ...cname, ttl: reference },
  })),
  {
    rule: "cloudflare-proxied-ttl",
    bad: { ...cname, proxied: true },
    says: ['"transform.record.ttl" has to be 1', "got 60", "cloudflare.dns({ proxy: true })"],
    good: { ...cname, proxied: true, ttl: 1 },
    unresolved: { ...cname, proxied: reference },
  },
  {
    rule: "cloudflare-proxied",
    bad: { ...cname, type: "TXT", proxied: true, ttl: 1 },
    says: ['"transform.record.proxied" can be true only for the types A, AAAA, CNAME', 'got true for "TXT"'],
    good: { ...cname, type: "TXT", proxied: false, ttl: 1 },
    unresolved: { ...cname, type: reference, proxied: true, ttl: 1 },
  },
  {
    rule: "cloudflare-content",
    bad: { ...cname, content: null },
    says: ['"transform.record.content" is required', "got neither"],
    good: { ...cname, type: "SRV", content: null, data: { port: 1 } },
    unresolved: { ...cname, content: reference },
  },
  {
    rule: "cloudflare-content",
    bad: { ...caa, data: null, content: '0 issue "a"' },
    says: ['"transform.record.data" is required for a CAA record', "got none"],
    good: caa,
    unresolved: { ...caa, data: reference },
  },
  ...["API.example.com", "api.example.com."].map((name) => ({
    rule: "cloudflare-name",
    bad: { ...cname, name },
    says: ['"transform.record.name" has to be in lower case', `got "${name}"`, 'Write "api.example.com".'],
    good: cname,
    unresolved: { ...cname, name: `${reference}.` },
  })),
  {
    rule: "cloudflare-target",
    bad: { ...cname, content: "x.example.org." },
    says: ['"transform.record.content"', 'got "x.example.org."', 'Write "x.example.org".'],
    good: { ...cname, type: "TXT", content: "A sentence." },
    unresolved: { ...cname, content: `${reference}.` },
  },
]);

const below = { domain: "example.com", name: "api", type: "CNAME", value: "x.example.org", ttl: 60 };
const srv = { port: 1, priority: 1, weight: 1, target: "x." };

describeRules("vercelRules", vercelRules, [
  {
    rule: "vercel-type",
    bad: { ...below, type: "HTTPS" },
    says: ['"transform.record.type" has to be one of A, AAAA, ALIAS', 'got "HTTPS"'],
    good: { ...below, type: "ALIAS" },
    unresolved: { ...below, type: reference },
  },
  ...[59, 60.5, 2147483648].map((ttl) => ({
    rule: "vercel-ttl",
    bad: { ...below, ttl },
    says: ['"transform.record.ttl" takes 60 to 2147483647', `got ${ttl}`],
    good: { ...below, ttl: 2147483647 },
    unresolved: { ...below, ttl: reference },
  })),
  {
    rule: "vercel-comment",
    bad: { ...below, comment: "a".repeat(501) },
    says: ['"transform.record.comment" takes 0 to 500 characters', "got 501"],
    good: { ...below, comment: "a".repeat(500) },
    unresolved: { ...below, comment: `${reference}${"a".repeat(501)}` },
  },
  {
    rule: "vercel-value",
    bad: { ...below, value: null },
    says: ['"transform.record.value" is required for the type CNAME', "got none"],
    good: { ...below, value: "x." },
    unresolved: { ...below, value: reference },
  },
  {
    rule: "vercel-value",
    bad: { ...below, type: "SRV", srv },
    says: ['"transform.record.value" can\'t be set for the type SRV', 'got "x.example.org"'],
    good: { ...below, type: "SRV", srv, value: null },
    unresolved: { ...below, type: reference, value: null },
  },
  {
    rule: "vercel-srv",
    bad: { ...below, srv },
    says: ['"srv" is only for the type SRV', 'for "CNAME"', "Remove the override."],
    good: { ...below, type: "SRV", srv, value: null },
    unresolved: { ...below, type: reference, srv },
  },
  {
    rule: "vercel-srv",
    bad: { ...below, type: "SRV", value: null },
    says: ['"transform.record.type" can\'t be SRV without the attribute "srv"', 'got "SRV"'],
    good: { ...below, type: "SRV", value: null, srv },
    unresolved: { ...below, type: "SRV", value: null, srv: reference },
  },
  {
    rule: "vercel-mx-priority",
    bad: { ...below, mx_priority: 10 },
    says: ['"mx_priority" is only for the type MX', 'got 10 for "CNAME"', "Remove the override."],
    good: { ...below, type: "MX", mx_priority: 10 },
    unresolved: { ...below, type: reference, mx_priority: 10 },
  },
  {
    rule: "vercel-mx-priority",
    bad: { ...below, type: "MX" },
    says: ['"transform.record.type" can\'t be MX without the attribute "mx_priority"', 'got "MX"'],
    good: { ...below, type: "MX", mx_priority: 0 },
    unresolved: { ...below, type: "MX", mx_priority: reference },
  },
  {
    rule: "vercel-apex",
    bad: { ...below, name: "" },
    says: ['"transform.record.type" can\'t be CNAME', 'got "CNAME" for "example.com"', "ALIAS"],
    good: { ...below, name: "", type: "ALIAS" },
    unresolved: { ...below, name: reference },
  },
  ...["example.com", "api.example.com", "api.example.com."].map((name) => ({
    rule: "vercel-name",
    bad: { ...below, name, type: "A" },
    says: ['"transform.record.name" takes the name without the domain', `got "${name}" in "example.com"`],
    good: { ...below, name: "evilexample.com" },
    unresolved: { ...below, name: `${reference}.example.com` },
  })),
]);

const certificate = { domain_name: "api.example.com", validation_method: "DNS" };

describeRules("certificateRules", certificateRules, [
  {
    rule: "domain-name",
    bad: { ...certificate, domain_name: "API.example.com" },
    says: ['"domain.name" has to be in lower case', 'Write "api.example.com".'],
    good: { ...certificate, domain_name: "*.example.com" },
    unresolved: { ...certificate, domain_name: `A${reference}` },
  },
  {
    rule: "certificate-name-length",
    bad: { ...certificate, domain_name: `${"a".repeat(54)}.example.co` },
    says: ['"domain.name" takes at most 64 characters', "got 65", '"cert"'],
    good: { ...certificate, domain_name: `${"a".repeat(53)}.example.co` },
    unresolved: { ...certificate, domain_name: `${reference}.${"a".repeat(54)}.example.com` },
  },
  {
    rule: "certificate-alternative-names",
    bad: { ...certificate, subject_alternative_names: ["example.com"] },
    says: ['"subject_alternative_names" can\'t be set', 'got ["example.com"]', '"cert"'],
    good: certificate,
  },
  {
    rule: "certificate-validation-method",
    bad: { ...certificate, validation_method: "EMAIL" },
    says: ['"validation_method" has to be "DNS"', 'got "EMAIL"', '"cert"'],
    good: certificate,
    unresolved: { ...certificate, validation_method: reference },
  },
  {
    rule: "certificate-validation-method",
    bad: { domain_name: "api.example.com" },
    says: ['"validation_method" has to be "DNS"', "got null"],
    good: certificate,
  },
]);
