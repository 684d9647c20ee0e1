/** Client certificates, checked before the first connection, and how connections are secured. */

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import * as tls from "node:tls";
import { messageOf } from "../../basics/unknown";
import type { TlsFailure } from "../../errors/index";

/** What the settings hold, already read from files. */
export interface TlsMaterial {
  /** PEM; may hold intermediates after the certificate. */
  readonly cert?: string | undefined;
  /** PEM. */
  readonly key?: string | undefined;
  /** PKCS#12. */
  readonly pfx?: Buffer | undefined;
  /** Of the key or of the PKCS#12 file. */
  readonly passphrase?: string | undefined;
  /** PEM, trusted beside this machine's own authorities. */
  readonly ca?: string | undefined;
}

/** Something known to be wrong, in words. */
export interface TlsProblem {
  readonly failure: TlsFailure;
  readonly detail: string;
  /** What to do, where more is known than the failure's kind. */
  readonly remedy?: string | undefined;
}

/** Whether a certificate is shown to the server. */
export function hasClientCertificate(material: TlsMaterial): boolean {
  return material.cert !== undefined || material.pfx !== undefined;
}

/** What is wrong with a client certificate, as far as can be seen without a server. */
export function checkMaterial(material: TlsMaterial, nowMs: number): TlsProblem | undefined {
  if (material.ca !== undefined) {
    try {
      new X509Certificate(material.ca);
    } catch (error) {
      return { failure: "unreadable-certificate", detail: `caCert is no PEM certificate: ${messageOf(error)}` };
    }
  }
  return material.pfx === undefined ? checkPem(material, nowMs) : checkPfx(material, nowMs);
}

function checkPem(material: TlsMaterial, nowMs: number): TlsProblem | undefined {
  if (material.cert === undefined) return undefined;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(material.cert);
  } catch (error) {
    return { failure: "unreadable-certificate", detail: `clientCert is no PEM certificate: ${messageOf(error)}` };
  }
  let key: KeyObject;
  try {
    const { passphrase } = material;
    key = createPrivateKey({ key: material.key ?? "", ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    return {
      failure: "unreadable-certificate",
      detail: `clientKey cannot be read: ${messageOf(error)}${endsOf(material)}`,
    };
  }
  if (!certificate.checkPrivateKey(key)) {
    return { failure: "key-mismatch", detail: "clientCert and clientKey do not belong together" };
  }
  return checkDates(certificate, nowMs) ?? checkUse(material);
}

/** What OpenSSL refuses to show, such as a key that is too short, or a chain that is broken behind its first certificate. */
function checkUse({ cert, key, passphrase }: TlsMaterial): TlsProblem | undefined {
  try {
    tls.createSecureContext({ ...(cert && { cert }), ...(key && { key }), ...(passphrase && { passphrase }) });
    return undefined;
  } catch (error) {
    const words = messageOf(error);
    const remedy = /too small|too weak/i.test(words)
      ? {
          remedy:
            "Issue a new certificate, with a longer key or a current signature, and set clientCert and clientKey to it.",
        }
      : {};
    return { failure: "unreadable-certificate", detail: `the client certificate cannot be used: ${words}`, ...remedy };
  }
}

/** The client certificate itself; undefined where there is none, or none that can be taken out. Throws where it cannot be read. */
export function clientCertificateOf(material: TlsMaterial): X509Certificate | undefined {
  if (material.cert !== undefined) return new X509Certificate(material.cert);
  const { pfx, passphrase } = material;
  if (pfx === undefined) return undefined;
  const secure = tls.createSecureContext({ pfx, ...(passphrase === undefined ? {} : { passphrase }) });
  // Not documented, present in every Node we support; without it only the server would report an expired file.
  const context = secure.context as { getCertificate?: () => unknown };
  const der = context.getCertificate?.();
  return Buffer.isBuffer(der) ? new X509Certificate(der) : undefined;
}

function checkPfx(material: TlsMaterial, nowMs: number): TlsProblem | undefined {
  try {
    const certificate = clientCertificateOf(material);
    return certificate === undefined ? undefined : checkDates(certificate, nowMs);
  } catch (error) {
    const words = messageOf(error);
    const hint = /unsupported/i.test(words)
      ? " (an old encryption such as RC2; export it again with a current OpenSSL)"
      : /mac verify/i.test(words)
        ? ` (wrong clientCertPassword)${endsOf(material)}`
        : "";
    return { failure: "unreadable-certificate", detail: `clientPfx cannot be read: ${words}${hint}` };
  }
}

/** A password is taken as it stands: one that a file or a shell gave a line end is not what it looks like. */
function endsOf({ passphrase = "" }: TlsMaterial): string {
  return passphrase === passphrase.trim() ? "" : ", and clientCertPassword begins or ends with a blank or a line end";
}

function checkDates(certificate: X509Certificate, nowMs: number): TlsProblem | undefined {
  const from = Date.parse(certificate.validFrom);
  const to = Date.parse(certificate.validTo);
  if (nowMs > to) {
    return { failure: "expired-certificate", detail: `the client certificate expired on ${day(to)}` };
  }
  if (nowMs < from) {
    return { failure: "expired-certificate", detail: `the client certificate is valid from ${day(from)} on` };
  }
  return undefined;
}

function day(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 10);
}

/** Options for an agent. TLS 1.2 or later, verified; NODE_TLS_REJECT_UNAUTHORIZED and openssl.cnf cannot weaken it. */
export function agentTlsOptions(material: TlsMaterial): tls.SecureContextOptions & { rejectUnauthorized: true } {
  const { cert, key, pfx, passphrase, ca } = material;
  return {
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(pfx === undefined ? {} : { pfx }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(ca === undefined ? {} : { ca: [...machineAuthorities(), ca] }),
  };
}

// `ca` replaces what Node trusts, so ours is added to it. getCACertificates came with Node 22.15 and also knows
// NODE_EXTRA_CA_CERTS and the system's store.
function machineAuthorities(): readonly string[] {
  const get = (tls as { getCACertificates?: (type: "default") => string[] }).getCACertificates;
  return get === undefined ? tls.rootCertificates : get("default");
}
