import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { checkServerIdentity, connect, createServer, type Server } from "node:tls";
import { WebSocket, WebSocketServer } from "ws";
import { type CertificatePair, createSelfSigned } from "../../../lib/local/wire/self-signed";
import { forge } from "./forge";

const day = 24 * 60 * 60 * 1000;
let pair: CertificatePair;
const servers: Server[] = [];

beforeAll(async () => {
  pair = await createSelfSigned();
});
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** Resolves to "authorized", or to the code of the error with which a client of TLS refuses the server. */
async function verdict(servername: string, ca: string): Promise<string> {
  const port = await listen(createServer(pair, (socket) => socket.end()));
  // The server listens on one address only, so the name is not that of the connection.
  const socket = connect({
    port,
    host: "127.0.0.1",
    ca,
    checkServerIdentity: (_, peer) => checkServerIdentity(servername, peer),
  });
  return new Promise((resolve) => {
    socket.once("secureConnect", () => resolve("authorized"));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  }).finally(() => socket.destroy()) as Promise<string>;
}

describe("a client that trusts the certificate", () => {
  it.each(["localhost", "127.0.0.1", "::1"])("accepts it for %s", async (name) => {
    expect(await verdict(name, pair.cert)).toBe("authorized");
  });

  it.each(["example.com", "127.0.0.2", "chat.localhost"])("rejects it for %s", async (name) => {
    expect(await verdict(name, pair.cert)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("opens a WebSocket with wss", async () => {
    const server = createHttpsServer(pair);
    const sockets = new WebSocketServer({ server });
    const client = new WebSocket(`wss://localhost:${await listen(server)}`, { ca: pair.cert });
    await once(client, "open");
    client.terminate();
    sockets.close();
  });
});

it("a client that trusts another certificate of the same name rejects it", async () => {
  expect(await verdict("localhost", (await createSelfSigned()).cert)).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
});

it("the certificate is valid from yesterday, for 90 days", () => {
  const { validFrom, validTo } = new X509Certificate(pair.cert);
  expect(Math.round((Date.parse(validFrom) - Date.now()) / day)).toBe(-1);
  expect(Math.round((Date.parse(validTo) - Date.now()) / day)).toBe(90);
});

it("each certificate has a key and a serial number of its own", async () => {
  const others = await Promise.all(Array.from({ length: 20 }, createSelfSigned));
  const numbers = [pair, ...others].map(({ cert }) => new X509Certificate(cert).serialNumber);
  expect(new Set(numbers).size).toBe(21);
  // 16 bytes, and positive: an encoder that cuts or extends the number would differ.
  for (const number of numbers) expect(number).toMatch(/^[4-7][0-9A-F]{31}$/);
  const own = (each: CertificatePair) => new X509Certificate(each.cert).checkPrivateKey(createPrivateKey(pair.key));
  expect([pair, ...others].map(own)).toEqual([true, ...others.map(() => false)]);
});

it("the certificate is not an authority, and signs only itself, with SHA-256", () => {
  const certificate = new X509Certificate(pair.cert);
  expect(certificate.ca).toBe(false);
  expect(certificate.issuer).toBe("CN=localhost");
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  // "TLS Web Server Authentication" is the only extended usage. The usage itself is in the DER: critical, digitalSignature.
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(certificate.raw.toString("hex")).toContain("0603551d0f0101ff040403020780");
  expect(certificate.raw.toString("hex")).toContain("06082a8648ce3d040302");
});

describe("who has the key of the certificate", () => {
  async function verdictOn(server: CertificatePair, host: string): Promise<string> {
    const port = await listen(createServer(server, (socket) => socket.end()));
    const socket = connect({ port, host: "127.0.0.1", servername: host, ca: pair.cert });
    return new Promise((resolve) => {
      socket.once("secureConnect", () => resolve("authorized"));
      socket.once("error", ({ message }) => resolve(message));
    }).finally(() => socket.destroy()) as Promise<string>;
  }

  const rejection =
    /^(invalid CA certificate|key usage does not include certificate signing|unable to (get local issuer|verify the first) certificate)/;

  it("can't sign for another host: a client that trusts the certificate rejects the forgery", async () => {
    const forgery = await forge(pair, "example.com");
    // The signature itself is correct: only the right to sign is missing.
    expect(new X509Certificate(forgery.cert).verify(new X509Certificate(pair.cert).publicKey)).toBe(true);
    const withChain = { ...forgery, cert: `${forgery.cert}${pair.cert}` };
    for (const server of [forgery, withChain]) expect(await verdictOn(server, "example.com")).toMatch(rejection);
  });
});
