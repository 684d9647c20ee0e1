import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

const DAY_MS = 86_400_000;

/** A certificate and its key, as PEM. */
export interface Pem {
  readonly cert: string;
  readonly key: string;
}

/** An authority that signs certificates for this test alone. */
export interface Authority extends Pem {
  issue(commonName: string, options?: { days?: number; hosts?: string[] }): Promise<Pem>;
}

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

/** Makes an authority. */
export async function makeAuthority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const notBefore = new Date(Date.now() - 30 * DAY_MS);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    notBefore,
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  return {
    cert: root.toString("pem"),
    key: await pemOf(keys.privateKey),
    issue: async (commonName, { days = 1, hosts = [] } = {}) => {
      const own = await newKeys();
      const names = hosts.map((value) => ({
        type: value.startsWith("127.") ? ("ip" as const) : ("dns" as const),
        value,
      }));
      const cert = await x509.X509CertificateGenerator.create({
        subject: `CN=${commonName}`,
        issuer: root.subject,
        notBefore,
        notAfter: new Date(Date.now() + days * DAY_MS),
        signingAlgorithm: algorithm,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [],
      });
      return { cert: cert.toString("pem"), key: await pemOf(own.privateKey) };
    },
  };
}
