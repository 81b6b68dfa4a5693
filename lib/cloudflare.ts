export { dns } from "./dns/cloudflare";
