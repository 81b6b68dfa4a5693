export { dns } from "./dns/vercel";
export { DnsRecord } from "./dns/vercel/dns-record";
export type { DnsRecordConfig } from "./dns/vercel/dns-record-config";
export { VercelProvider, type VercelProviderConfig } from "./dns/vercel/provider";
