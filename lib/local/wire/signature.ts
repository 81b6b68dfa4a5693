import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from "node:crypto";
import type { ConnectionClock } from "./clock";
import type { Connected } from "./events";
import { headerValues, type OpeningRequest } from "./request";

/** AWS credentials. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Checked = { readonly context: undefined } | { readonly status: 403; readonly why: string };

/** The parsed signature of a request, from its header or its query. */
interface ClaimedSignature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly signedAt: number;
  /** Validity of the signature in milliseconds. */
  readonly lifetime: number;
  readonly presigned: boolean;
}

const fiveMinutes = 5 * 60 * 1000;

/** A request whose signature is verified. */
export interface SignedRequest {
  readonly method: string;
  readonly request: Pick<OpeningRequest, "headers" | "path" | "query">;
  readonly body: Buffer;
  /** The region of the API. */
  readonly region: string;
}

/** Verifies signatures. Signs the request again with the credentials of its key, and compares both signatures. */
export class SignatureCheck {
  constructor(
    private readonly credentials: Credentials | undefined,
    private readonly clock: ConnectionClock,
  ) {}

  /** Checks an upgrade request with IAM auth. */
  public async check({ opening, api: { region } }: Connected): Promise<Checked> {
    const why = await this.problem({ method: "GET", request: opening, body: Buffer.alloc(0), region });
    return why === undefined ? { context: undefined } : { status: 403, why };
  }

  /** What is wrong with a signature; undefined if it is valid. `others` are allowed besides those of this run. */
  public async problem(signed: SignedRequest, others: readonly Credentials[] = []): Promise<string | undefined> {
    const claimed = readSignature(signed.request);
    if (claimed === undefined) return "the request is not signed";
    const known = this.credentials ? [this.credentials, ...others] : others;
    const credentials = known.find(({ accessKeyId }) => accessKeyId === claimed.accessKeyId);
    if (credentials === undefined)
      return `the access key ${JSON.stringify(claimed.accessKeyId)} is not the one this run was started with`;
    if (claimed.region !== signed.region) return `it is signed for the region ${JSON.stringify(claimed.region)}`;
    const age = this.clock.now() - claimed.signedAt;
    if (!(age > -fiveMinutes && age < claimed.lifetime)) return "the signature has expired";
    if (!claimed.signedHeaders.includes("host")) return "the host is not signed";
    return isSameText(await expected(signed, claimed, credentials), claimed.signature)
      ? undefined
      : "the signature is wrong";
  }
}

function readSignature(opening: SignedRequest["request"]): ClaimedSignature | undefined {
  const query = opening.query;
  if (query.has("X-Amz-Signature"))
    return parseSignature({
      credential: query.get("X-Amz-Credential"),
      signedHeaders: query.get("X-Amz-SignedHeaders"),
      signature: query.get("X-Amz-Signature"),
      date: query.get("X-Amz-Date"),
      lifetime: Number(query.get("X-Amz-Expires")) * 1000,
      presigned: true,
    });
  const [authorization = ""] = headerValues(opening, "authorization");
  if (!authorization.startsWith("AWS4-HMAC-SHA256 ")) return undefined;
  const part = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1];
  return parseSignature({
    credential: part("Credential"),
    signedHeaders: part("SignedHeaders"),
    signature: part("Signature"),
    date: headerValues(opening, "x-amz-date")[0],
    lifetime: fiveMinutes,
    presigned: false,
  });
}

interface SignatureParts {
  readonly credential: string | null | undefined;
  readonly signedHeaders: string | null | undefined;
  readonly signature: string | null | undefined;
  readonly date: string | null | undefined;
  readonly lifetime: number;
  readonly presigned: boolean;
}

function parseSignature({
  credential,
  signedHeaders,
  signature,
  date,
  lifetime,
  presigned,
}: SignatureParts): ClaimedSignature | undefined {
  const [accessKeyId, , region, service] = (credential ?? "").split("/");
  const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? "");
  if (!accessKeyId || !region || service !== "execute-api" || !signature || !stamp) return undefined;
  const [, year, month, day, hour, minute, second] = stamp;
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return {
    accessKeyId,
    region,
    signedHeaders: (signedHeaders ?? "").split(";"),
    signature,
    signedAt,
    lifetime,
    presigned,
  };
}

async function expected(signed: SignedRequest, claimed: ClaimedSignature, credentials: Credentials): Promise<string> {
  // Loaded only when it is needed, because loading it takes a third of the start of a run.
  const { SignatureV4 } = require("@smithy/signature-v4") as typeof import("@smithy/signature-v4");
  const signer = new SignatureV4({
    credentials,
    region: claimed.region,
    service: "execute-api",
    sha256: Sha256,
    applyChecksum: false,
  });
  const request = requestToSign(signed, claimed);
  const signing = { signingDate: new Date(claimed.signedAt), signableHeaders: new Set(claimed.signedHeaders) };
  if (claimed.presigned) {
    const { query } = await signer.presign(request, { ...signing, expiresIn: claimed.lifetime / 1000 });
    return String(query?.["X-Amz-Signature"]);
  }
  const { headers } = await signer.sign(request, signing);
  return /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? "";
}

function requestToSign({ method, request: opening, body }: SignedRequest, claimed: ClaimedSignature) {
  const { signedHeaders, presigned } = claimed;
  const query: Record<string, string[]> = {};
  for (const [name, value] of opening.query)
    if (
      !presigned ||
      !/^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)$/.test(name)
    ) {
      query[name] ??= [];
      query[name].push(value);
    }
  const headers = signedHeaders.map((name) => {
    // The signer trusts this header. A hash of another body must not count.
    const value = name === "x-amz-content-sha256" ? hashOf(body) : headerValues(opening, name).join(",");
    return [name, value] as const;
  });
  const [host = ""] = headerValues(opening, "host");
  return {
    method,
    protocol: "https:",
    hostname: host,
    path: opening.path,
    query,
    headers: Object.fromEntries(headers),
    body: new Uint8Array(body).buffer,
  };
}

function hashOf(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Node.js's hash with the interface that the signer requires. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  public update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  public reset(): void {
    throw new Error("A hash is used once.");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
