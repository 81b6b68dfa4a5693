import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { replaceFile } from "../whole-file";
import { callerProblem } from "../wire/caller-check";
import type { LocalCertificate } from "../wire/certificate";
import { listen } from "../wire/listen";
import { type Claims, mint, newSigningKey, publicKey, type SigningKey } from "./token";

/** The data that is needed to sign tokens of an issuer. */
export interface Minting {
  readonly issuer: string;
  readonly key: SigningKey;
}

/** Time limits for the arrival of a request, in milliseconds. */
const patience = { requestTimeout: 10_000, headersTimeout: 10_000, connectionsCheckingInterval: 1000 };

const stateFile = "issuer.json";

/**
 * A token issuer for development. It serves discovery and keys over https, and signs tokens with any claims. Everyone
 * who can read its key can create tokens, so it listens on loopback only.
 */
export class DevelopmentIssuer {
  private constructor(
    public readonly issuer: string,
    private readonly key: SigningKey,
    private readonly server: Server,
  ) {}

  /** Starts the issuer, and stores its key in the folder for {@link loadMinting}. */
  public static async start(certificate: LocalCertificate, port: number, folder: string): Promise<DevelopmentIssuer> {
    const key = loadMinting(folder)?.key ?? newSigningKey("development");
    const server = createServer({ key: certificate.key, cert: certificate.cert, ...patience });
    const listening = await listen(server, port, "127.0.0.1");
    const issuer = `https://localhost:${listening}/`;
    server.on("request", (request, response) => {
      const isKnown = callerProblem(request.headers, { hosts: [], origins: [] }) === undefined;
      const document = isKnown ? documents(issuer, key)[request.url ?? "/"] : undefined;
      response.setHeader("Content-Type", "application/json");
      response.writeHead(document ? 200 : 404).end(JSON.stringify(document ?? { message: "Not Found" }));
    });
    saveMinting(folder, { issuer, key });
    return new DevelopmentIssuer(issuer, key, server);
  }

  /** Creates a signed token with these claims. */
  public token(claims: Claims): string {
    return mint(this.issuer, this.key, claims, Date.now());
  }

  public close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** Loads the signing data of the last issuer that used a folder; undefined if there is none. */
export function loadMinting(folder: string): Minting | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, stateFile), "utf8"));
  } catch {
    return undefined;
  }
}

function saveMinting(folder: string, minting: Minting): void {
  mkdirSync(folder, { recursive: true });
  replaceFile(join(folder, stateFile), JSON.stringify(minting), { mode: 0o600 });
}

function documents(issuer: string, key: SigningKey): Readonly<Record<string, object>> {
  const jwksUri = `${issuer}.well-known/jwks.json`;
  return {
    "/.well-known/openid-configuration": {
      issuer,
      jwks_uri: jwksUri,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    },
    "/.well-known/jwks.json": { keys: [publicKey(key)] },
  };
}
