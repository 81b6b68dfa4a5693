export { dns } from "./dns/vercel";
export type { DnsRecordConfig } from "./dns/vercel-bindings";
export { DnsRecord, VercelProvider, type VercelProviderConfig } from "./dns/vercel-bindings";
