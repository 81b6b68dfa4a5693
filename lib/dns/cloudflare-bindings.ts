import { ValidationError } from "../core/validation-error";

type Records = typeof import("@cdktf/provider-cloudflare/lib/dns-record");
type Zones = typeof import("@cdktf/provider-cloudflare/lib/data-cloudflare-zone");

/** The classes of Cloudflare's provider that an adapter needs. */
export type CloudflareBindings = Pick<Records, "DnsRecord"> & Pick<Zones, "DataCloudflareZone">;

/** The bindings of Cloudflare's provider, which only those install who use them. */
export function cloudflareBindings(): CloudflareBindings {
  try {
    const { DnsRecord } = require("@cdktf/provider-cloudflare/lib/dns-record") as Records;
    const { DataCloudflareZone } = require("@cdktf/provider-cloudflare/lib/data-cloudflare-zone") as Zones;
    return { DnsRecord, DataCloudflareZone };
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new ValidationError(
      undefined,
      `"cloudflare.dns()" needs the package "@cdktf/provider-cloudflare" of version 13, which can't be found; got ${error.code}. Run "npm install @cdktf/provider-cloudflare@13".`,
    );
  }
}

// Of the package itself, or of a file that other versions of it don't have. What it needs in turn is another matter.
function isMissing(error: unknown): error is { readonly code: string } {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const missing = code === "MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  // Below the first line Node.js lists who asked, this file among them.
  return missing && /^.*@cdktf\/provider-cloudflare/.test(String(message));
}
