import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

/** A certificate with its key, in the forms that settings take: PEM, PKCS#8. */
export interface Made {
  readonly name: string;
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
let serial = 1;

function make(
  name: string,
  issuer: Made | undefined,
  extensions: object[],
  options: { fromDays?: number; toDays?: number; bits?: number },
): Made {
  // RSA, because node-forge writes PKCS#12 with RSA keys only; node:crypto makes them faster.
  const pair = generateKeyPairSync("rsa", { modulusLength: options.bits ?? 2048 });
  const key = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const certificate = forge.pki.createCertificate();
  serial += 1;
  certificate.serialNumber = serial.toString(16).padStart(4, "0");
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey.export({ type: "spki", format: "pem" }).toString());
  certificate.validity.notBefore = new Date(Date.now() + (options.fromDays ?? -1) * DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + (options.toDays ?? 10) * DAY_MS);
  certificate.setSubject([{ name: "commonName", value: name }]);
  certificate.setIssuer([{ name: "commonName", value: issuer?.name ?? name }]);
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? key), forge.md.sha256.create());
  return { name, cert: forge.pki.certificateToPem(certificate), key };
}

/** An authority of its own. */
export function authority(name: string): Made {
  const extensions = [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ];
  return make(name, undefined, extensions, {});
}

/** A certificate of an authority, for a server (with `hosts`) or a client. */
export function issue(
  ca: Made,
  name: string,
  options: {
    hosts?: readonly string[];
    fromDays?: number;
    toDays?: number;
    bits?: number;
    purpose?: "serverAuth" | "clientAuth";
  } = {},
): Made {
  const altNames = (options.hosts ?? []).map((host) =>
    /^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host },
  );
  return make(
    name,
    ca,
    [
      { name: "basicConstraints", cA: false },
      ...(options.purpose === undefined ? [] : [{ name: "extKeyUsage", [options.purpose]: true }]),
      ...(altNames.length === 0 ? [] : [{ name: "subjectAltName", altNames }]),
    ],
    options,
  );
}

/** A server's certificate that is signed by itself. */
export function selfSigned(name: string, hosts: readonly string[]): Made {
  const altNames = hosts.map((value) => ({ type: 2, value }));
  return make(
    name,
    undefined,
    [
      { name: "basicConstraints", cA: false },
      { name: "subjectAltName", altNames },
    ],
    {},
  );
}

/** Certificate and key as PKCS#12, as Account Manager hands them out. */
export function pkcs12(made: Made, password: string): Buffer {
  const key = forge.pki.privateKeyFromPem(made.key);
  const certificates = [forge.pki.certificateFromPem(made.cert)];
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, certificates, password, { algorithm: "aes256" });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), "binary");
}
