import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from "node:crypto";
import { Integer, Utf8String } from "asn1js";
import {
  AltName,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  GeneralName,
  RelativeDistinguishedNames,
} from "pkijs";
import { type CertificatePair, createSelfSigned } from "../../../lib/local/wire/self-signed";

const curve = { name: "ECDSA", namedCurve: "P-256" };

/** Signs a certificate for another host with the key of a pair, as a thief of the key would. */
export async function forge(pair: CertificatePair, host: string): Promise<CertificatePair> {
  const keys = await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
  const forgery = parsed(pair);
  const commonName = new AttributeTypeAndValue({ type: "2.5.4.3", value: new Utf8String({ value: host }) });
  forgery.issuer = parsed(pair).subject;
  forgery.subject = new RelativeDistinguishedNames({ typesAndValues: [commonName] });
  forgery.serialNumber = new Integer({ value: 7 });
  const names = new AltName({ altNames: [new GeneralName({ type: 2, value: host })] });
  forgery.extensions = [extension("2.5.29.17", names)];
  await forgery.subjectPublicKeyInfo.importKey(keys.publicKey);
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }).toString();
  return { key, cert: await signed(forgery, pair) };
}

/** A certificate authority, as an earlier version of the local run stored it. */
export async function oldAuthority(): Promise<CertificatePair> {
  const pair = await createSelfSigned();
  const certificate = parsed(pair);
  const isNames = ({ extnID }: Extension) => extnID === "2.5.29.17";
  certificate.extensions = [
    extension("2.5.29.19", new BasicConstraints({ cA: true })),
    ...(certificate.extensions ?? []).filter(isNames),
  ];
  return { key: pair.key, cert: await signed(certificate, pair) };
}

function parsed({ cert }: CertificatePair): Certificate {
  return Certificate.fromBER(new X509Certificate(cert).raw);
}

async function signed(certificate: Certificate, { key }: CertificatePair): Promise<string> {
  const pkcs8 = createPrivateKey(key).export({ type: "pkcs8", format: "der" });
  await certificate.sign(await webcrypto.subtle.importKey("pkcs8", pkcs8, curve, true, ["sign"]), "SHA-256");
  return new X509Certificate(Buffer.from(certificate.toSchema().toBER())).toString();
}

function extension(extnID: string, value: AltName | BasicConstraints): Extension {
  return new Extension({ extnID, critical: false, extnValue: value.toSchema().toBER() });
}
