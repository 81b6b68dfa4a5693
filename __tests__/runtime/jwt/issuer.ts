import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createSelfSigned } from "../../../lib/local/wire/self-signed";
import type { SigningKey } from "./tokens";

/** Answers a request with something else than the expected document. */
export type Answer = (response: ServerResponse, document: object) => void;

export const asJson: Answer = (response, document) => {
  response.end(JSON.stringify(document));
};

const running = new Set<Server>();
let certificate: ReturnType<typeof createSelfSigned> | undefined;

/** An OpenID Connect issuer on loopback, over https. */
export class TestIssuer {
  public keys: readonly SigningKey[] = [];
  public discovery: Answer = asJson;
  public keySet: Answer = asJson;
  /** The requested paths, in order. */
  public readonly asked: string[] = [];

  private constructor(
    /** The self-signed certificate of all issuers. */
    public readonly certificate: string,
    /** The claim `iss` of its tokens. */
    public readonly name: string,
  ) {}

  /** `path` follows host and port in the issuer's name. */
  public static async start({ path = "", keys = [] as readonly SigningKey[] } = {}): Promise<TestIssuer> {
    certificate ??= createSelfSigned();
    const { key, cert } = await certificate;
    const server = createServer({ key, cert });
    running.add(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const issuer = new TestIssuer(cert, `https://127.0.0.1:${port}${path}`);
    issuer.keys = keys;
    server.on("request", ({ url = "" }, response) => issuer.answer(url, response));
    return issuer;
  }

  /** Stops all issuers. */
  public static async stopAll(): Promise<void> {
    const servers = [...running];
    running.clear();
    await Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }

  /** The number of fetches of the keys. */
  public get fetches(): number {
    return this.asked.filter((path) => path.endsWith("/keys")).length;
  }

  public get addressOfKeys(): string {
    return `${new URL(this.name).origin}/keys`;
  }

  private answer(path: string, response: ServerResponse): void {
    this.asked.push(path);
    const discovery = `${new URL(this.name).pathname.replace(/\/$/, "")}/.well-known/openid-configuration`;
    if (path === "/keys") this.keySet(response, { keys: this.keys.map(({ jwk }) => jwk) });
    else if (path === discovery) this.discovery(response, { issuer: this.name, jwks_uri: this.addressOfKeys });
    else response.writeHead(404).end();
  }
}
