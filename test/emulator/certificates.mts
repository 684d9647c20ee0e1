import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

const { md, pki } = forge;

const DAY_MS = 86_400_000;

/** A certificate and its key, as PEM. */
export interface Pem {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate is made from. */
interface Wanted {
  readonly subject: string;
  readonly publicKey: string;
  readonly issuer: string;
  readonly issuerKey: string;
  readonly days: number;
  readonly extensions: readonly Record<string, unknown>[];
}

/** An authority that signs certificates for this test alone. */
export interface Authority extends Pem {
  issue(commonName: string, options?: { days?: number; hosts?: string[] }): Pem;
}

let serial = 0;

function sign(wanted: Wanted): string {
  const certificate = pki.createCertificate();
  serial += 1;
  certificate.serialNumber = serial.toString(16).padStart(4, "0");
  certificate.publicKey = pki.publicKeyFromPem(wanted.publicKey);
  certificate.validity.notBefore = new Date(Date.now() - 30 * DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + wanted.days * DAY_MS);
  certificate.setSubject([{ name: "commonName", value: wanted.subject }]);
  certificate.setIssuer([{ name: "commonName", value: wanted.issuer }]);
  certificate.setExtensions([...wanted.extensions]);
  certificate.sign(pki.privateKeyFromPem(wanted.issuerKey), md.sha256.create());
  return pki.certificateToPem(certificate);
}

// Node makes keys many times faster than forge does.
const newKeys = (): { publicKey: string; privateKey: string } =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });

const altName = (host: string): Record<string, unknown> =>
  /^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };

/** Makes an authority. */
export function makeAuthority(name: string): Authority {
  const { publicKey, privateKey } = newKeys();
  const extensions = [{ name: "basicConstraints", cA: true, critical: true }];
  const cert = sign({ subject: name, publicKey, issuer: name, issuerKey: privateKey, days: 1, extensions });
  return {
    cert,
    key: privateKey,
    issue: (commonName, { days = 1, hosts = [] } = {}) => {
      const own = newKeys();
      const names = hosts.length > 0 ? [{ name: "subjectAltName", altNames: hosts.map(altName) }] : [];
      const wanted = { subject: commonName, publicKey: own.publicKey, issuer: name, issuerKey: privateKey, days };
      return { cert: sign({ ...wanted, extensions: names }), key: own.privateKey };
    },
  };
}
