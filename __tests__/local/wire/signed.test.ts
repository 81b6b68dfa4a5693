import { createHash, createHmac, type Hash } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { aws } from "../../../lib";
import type { LocalRun } from "../../../lib/local/local-run";
import { connect, endProjects, started } from "./started";

const sources = { "src/default.ts": "export const handler = async () => ({ statusCode: 200, body: 'heard' });\n" };
const credentials = { accessKeyId: "AKIALOCAL", secretAccessKey: "secret", sessionToken: "token" };

class Sha256 {
  private readonly hash: Hash;
  constructor(secret?: never) {
    this.hash = secret === undefined ? createHash("sha256") : (createHmac("sha256", secret) as unknown as Hash);
  }
  public update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as string);
  }
  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  public reset(): void {}
}

interface Signing {
  readonly by?: typeof credentials;
  readonly region?: string;
  readonly service?: string;
  readonly signingDate?: Date;
  readonly expiresIn?: number;
}

function signer({ by = credentials, region = "eu-west-1", service = "execute-api" }: Signing): SignatureV4 {
  return new SignatureV4({ credentials: by, region, service, sha256: Sha256 as never });
}

/** The request that a client signs. The query may be changed later. */
function requestOf(run: LocalRun, query: Record<string, string>) {
  const { host, hostname, port, pathname } = new URL(run.url);
  const at = { protocol: "wss:", hostname, port: Number(port), path: pathname };
  return { method: "GET", ...at, query, headers: { host } };
}

const textOf = (query: object) => `?${new URLSearchParams(query as Record<string, string>)}`;

async function byHeader(run: LocalRun, signing: Signing = {}, query = { room: "a b" }, sent: object = query) {
  const { signingDate = new Date() } = signing;
  const { headers } = await signer(signing).sign(requestOf(run, query), { signingDate });
  const { host: _, ...more } = headers;
  return connect(run, textOf(sent), { headers: more });
}

async function byQuery(run: LocalRun, signing: Signing = {}, altered = {}) {
  const { signingDate = new Date(), expiresIn = 60 } = signing;
  const { query } = await signer(signing).presign(requestOf(run, { room: "a b" }), { signingDate, expiresIn });
  return connect(run, textOf({ ...query, ...altered }));
}

const hourAgo = new Date(Date.now() - 60 * 60 * 1000);

describe("an API with IAM auth", () => {
  const build = (stack: ConstructorParameters<typeof aws.ApiGatewayWebSocket>[0]) => {
    const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
    api.route("$connect", "src/default.handler", { auth: { iam: true } });
    api.route("$default", "src/default.handler", { reply: true });
  };
  const { env } = process;
  let run: LocalRun;
  beforeAll(async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const own = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
    process.env = { ...env, ...own };
    run = await started(sources, build);
  });
  afterAll(async () => {
    process.env = env;
    await endProjects();
  });

  it("accepts a client that signs by headers", async () => {
    expect(await byHeader(run)).toEqual(expect.objectContaining({ readyState: 1 }));
  });

  it("accepts a client that signs by the query", async () => {
    expect(await byQuery(run)).toEqual(expect.objectContaining({ readyState: 1 }));
    expect(await byQuery(run, { signingDate: hourAgo, expiresIn: 7200 })).not.toBe(403);
  });

  const strange = { ...credentials, accessKeyId: "AKIAOTHER" };
  const wrong = { ...credentials, secretAccessKey: "wrong" };
  it.each([
    ["another access key", { by: strange }],
    ["another secret", { by: wrong }],
    ["another region", { region: "us-east-1" }],
    ["another service", { service: "lambda" }],
    ["a date in the past", { signingDate: hourAgo }],
    ["a date in the future", { signingDate: new Date(Date.now() + 60 * 60 * 1000) }],
  ])("turns away who signs with %s", async (_, signing) => {
    expect(await byHeader(run, signing)).toBe(403);
    expect(await byQuery(run, signing)).toBe(403);
  });

  it("rejects a client that does not sign or signs another request", async () => {
    expect(await connect(run)).toBe(403);
    expect(await byHeader(run, {}, { room: "a b" }, { room: "b" })).toBe(403);
    expect(await byHeader(run, {}, { room: "a b" }, { room: "a b", more: "1" })).toBe(403);
    expect(await byQuery(run, {}, { room: "b" })).toBe(403);
    expect(await byQuery(run, {}, { "X-Amz-Expires": "7200" })).toBe(403);
    expect(await connect(run, "", { headers: { authorization: "AWS4-HMAC-SHA256 Credential=, nonsense" } })).toBe(403);
  });

  it("calls no function for a rejected client", () => {
    const heard = run.events().length;
    return connect(run).then(() => expect(run.events()).toHaveLength(heard));
  });

  it("admits nobody without credentials, and names the fix at the start; only strict refuses to start", async () => {
    const { AWS_ACCESS_KEY_ID: _, ...without } = process.env;
    process.env = without;
    const run = await started(sources, build);
    const fix = /uses IAM auth, .* Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/;
    expect(run.notices).toContainEqual(expect.stringMatching(fix));
    expect([await connect(run), await byHeader(run)]).toEqual([500, 500]);
    await expect(started(sources, build, { strict: true })).rejects.toThrow(fix);
  });
});
