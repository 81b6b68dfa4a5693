import type { IncomingMessage } from "node:http";

/** The request that opens a connection, as the events show it. */
export interface OpeningRequest {
  /** In the order and the spelling they came in. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly sourceIp: string;
  readonly secure: boolean;
  readonly port: number;
}

export function openingRequest(request: IncomingMessage): OpeningRequest {
  const { rawHeaders, socket, url = "/" } = request;
  const [path = "/", ...query] = url.split("?");
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );
  return {
    headers,
    path,
    query: new URLSearchParams(query.join("?")),
    // A socket that speaks IPv6 shows addresses of IPv4 in its own form.
    sourceIp: (socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    secure: "encrypted" in socket,
    port: socket.localPort ?? 0,
  };
}

/** The values of a header, whatever its case. */
export function headerValues({ headers }: OpeningRequest, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** Names with their last value, and names with all their values. */
export function singleAndMulti(pairs: Iterable<readonly [string, string]>) {
  const single: Record<string, string> = Object.create(null);
  const multi: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    single[name] = value;
    const values = multi[name];
    if (values) values.push(value);
    else multi[name] = [value];
  }
  return { single, multi };
}
