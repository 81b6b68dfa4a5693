import type { IncomingMessage } from "node:http";

/** The upgrade request of a connection, in the form that events need. */
export interface OpeningRequest {
  /** Headers in their original order and spelling. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The path as it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The client, in the words of the events. */
  readonly identity: { readonly userAgent?: string; readonly sourceIp: string };
  readonly secure: boolean;
  readonly port: number;
}

export function openingRequest(request: IncomingMessage): OpeningRequest {
  const { rawHeaders, socket, url = "/" } = request;
  const [path = "/", ...query] = url.split("?");
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );
  // An IPv6 socket reports IPv4 addresses with this prefix.
  const sourceIp = (socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  const userAgent = headerValues({ headers }, "user-agent").at(-1);
  return {
    headers,
    path,
    query: new URLSearchParams(query.join("?")),
    identity: { ...(userAgent !== undefined && { userAgent }), sourceIp },
    secure: "encrypted" in socket,
    port: socket.localPort ?? 0,
  };
}

/** The values of a header. The case of its name is ignored. */
export function headerValues({ headers }: Pick<OpeningRequest, "headers">, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** Maps each name to its last value, and to all its values. */
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
