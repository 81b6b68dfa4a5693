import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createFile, replaceFile } from "../whole-file";
import type { CertificatePair } from "./self-signed";

/** The certificate of a local run. */
export interface LocalCertificate extends CertificatePair {
  /** Path of the file with the certificate, for clients that must trust it. */
  readonly path: string;
}

const day = 24 * 60 * 60 * 1000;
/** The names of the certificate, as Node.js prints them. */
const loopbackNames = "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1";
const serverAuth = "1.3.6.1.5.5.7.3.1";

/** The certificate for loopback. It is stored in a folder and reused, so that a browser must trust it only once. */
export async function certificateIn(folder: string): Promise<LocalCertificate> {
  const path = join(folder, "localhost.pem");
  const pair = join(folder, "localhost-with-key.pem");
  const kept = readPair(pair) ?? savePair(pair, await newPair());
  if (!hasContent(path, kept.cert)) replaceFile(path, kept.cert);
  return { ...kept, path };
}

function newPair(): Promise<CertificatePair> {
  // Loaded only when it is needed, because loading it takes long.
  const { createSelfSigned } = require("./self-signed") as typeof import("./self-signed");
  return createSelfSigned();
}

/** Whether a certificate has the names and the restrictions of a new one. Earlier versions made authorities. */
function isCurrentForm({ ca, subjectAltName, keyUsage }: X509Certificate): boolean {
  return !ca && subjectAltName === loopbackNames && keyUsage?.join() === serverAuth;
}

function readPair(pair: string): CertificatePair | undefined {
  try {
    const [key = "", cert = ""] = readFileSync(pair, "utf8").split(/(?=-----BEGIN CERTIFICATE)/);
    const parsed = new X509Certificate(cert);
    const lasts = Date.parse(parsed.validTo) > Date.now() + 7 * day;
    return lasts && isCurrentForm(parsed) && parsed.checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
}

// Runs that start at the same time must use the same certificate, because their processes trust the same file.
function savePair(pair: string, { key, cert }: CertificatePair): CertificatePair {
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
