import { KeyObject, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { type BaseBlock, BitString, Integer, OctetString, Utf8String } from "asn1js";
import {
  AltName,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  RelativeDistinguishedNames,
  Time,
} from "pkijs";

/** A private key and its certificate, in PEM. */
export interface CertificatePair {
  readonly key: string;
  readonly cert: string;
}

const day = 24 * 60 * 60 * 1000;
const ids = {
  commonName: "2.5.4.3",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  subjectAltName: "2.5.29.17",
  serverAuth: "1.3.6.1.5.5.7.3.1",
};
// The first bit is digitalSignature. Without keyCertSign, no client accepts a certificate that this key signs.
const digitalSignature = new BitString({ valueHex: Uint8Array.of(0x80).buffer, unusedBits: 7 });

const loopback = new AltName({
  altNames: [
    new GeneralName({ type: 2, value: "localhost" }),
    new GeneralName({ type: 7, value: new OctetString({ valueHex: Uint8Array.of(127, 0, 0, 1) }) }),
    new GeneralName({ type: 7, value: new OctetString({ valueHex: Uint8Array.of(...Array(15).fill(0), 1) }) }),
  ],
});

/**
 * Creates a self-signed certificate for loopback, which is valid for 90 days. Node.js generates the key and signs. It is
 * not a certificate authority: who obtains its key can't impersonate another host to a client that trusts it.
 */
export async function createSelfSigned(): Promise<CertificatePair> {
  const keys = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const name = new RelativeDistinguishedNames({
    typesAndValues: [
      new AttributeTypeAndValue({ type: ids.commonName, value: new Utf8String({ value: "localhost" }) }),
    ],
  });
  const certificate = new Certificate({
    // The version is counted from 0: this is X.509 version 3.
    version: 2,
    serialNumber: new Integer({ valueHex: serialNumber() }),
    issuer: name,
    subject: name,
    // A day ago, because the clock of a client may be behind.
    notBefore: new Time({ value: new Date(Date.now() - day) }),
    notAfter: new Time({ value: new Date(Date.now() + 90 * day) }),
    extensions: [
      extension(ids.basicConstraints, true, new BasicConstraints({ cA: false }).toSchema()),
      extension(ids.keyUsage, true, digitalSignature),
      extension(ids.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [ids.serverAuth] }).toSchema()),
      extension(ids.subjectAltName, false, loopback.toSchema()),
    ],
  });
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(keys.privateKey, "SHA-256");
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" });
  return { key: key.toString(), cert: new X509Certificate(Buffer.from(certificate.toSchema().toBER())).toString() };
}

// A serial number has to be positive, so its first bit is 0.
function serialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  return bytes.fill(((bytes[0] ?? 0) & 0x3f) | 0x40, 0, 1);
}

function extension(extnID: string, critical: boolean, value: BaseBlock): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}
