import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { generate } from "selfsigned";
import { createFile, replaceFile } from "../whole-file";

/** A self-signed certificate with its key, in PEM. */
export interface LocalCertificate {
  readonly key: string;
  readonly cert: string;
  /** Path of the file with the certificate, for clients that must trust it. */
  readonly path: string;
}

const day = 24 * 60 * 60 * 1000;

/** The certificate for loopback. It is stored in a folder and reused, so that a browser must trust it only once. */
export async function certificateIn(folder: string): Promise<LocalCertificate> {
  const path = join(folder, "localhost.pem");
  const pair = join(folder, "localhost-with-key.pem");
  const kept = readPair(pair) ?? savePair(pair, await generatePair());
  if (!hasContent(path, kept.cert)) replaceFile(path, kept.cert);
  return { ...kept, path };
}

type Pair = Pick<LocalCertificate, "key" | "cert">;

async function generatePair(): Promise<Pair> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    notBeforeDate: new Date(Date.now() - day),
    notAfterDate: new Date(Date.now() + 90 * day),
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return { key, cert };
}

function readPair(pair: string): Pair | undefined {
  try {
    const [key = "", cert = ""] = readFileSync(pair, "utf8").split(/(?=-----BEGIN CERTIFICATE)/);
    const parsed = new X509Certificate(cert);
    const lasts = Date.parse(parsed.validTo) > Date.now() + 7 * day;
    return lasts && parsed.checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
}

// Runs that start at the same time must use the same certificate, because their processes trust the same file.
function savePair(pair: string, { key, cert }: Pair): Pair {
  mkdirSync(dirname(pair), { recursive: true });
  // Checks existence before reading. A file that appears in between belongs to another run and must not be removed.
  const wasThere = existsSync(pair);
  const others = readPair(pair);
  if (others) return others;
  if (wasThere) rmSync(pair, { force: true });
  createFile(pair, `${key.trim()}\n${cert}`, { mode: 0o600 });
  return readPair(pair) ?? { key, cert };
}

function hasContent(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8") === text;
}
