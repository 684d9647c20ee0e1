/** What is wrong with a TLS handshake, in words and with its remedy's kind. Pure. */
import type { TlsProblem } from "../settings/tls";

/** Signed by nobody whom this machine, or caCert, trusts. */
const UNTRUSTED = new Set([
  ...["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ...["UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERT_UNTRUSTED", "INVALID_CA"],
]);

/** Signed by another authority than the one that is trusted under its name. */
const FALSELY_SIGNED = new Set([
  ...["CERT_SIGNATURE_FAILURE", "UNABLE_TO_DECRYPT_CERT_SIGNATURE", "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY"],
]);

/** The server's certificate was not accepted here. @param code of the verification; there are more than are distinguished */
export function refusedServer(code: string): TlsProblem {
  if (UNTRUSTED.has(code))
    return { failure: "untrusted-server", detail: `the server's certificate is not trusted, ${code}` };
  if (FALSELY_SIGNED.has(code)) {
    const detail = `the server's certificate is not signed by the authority that is trusted under its name, ${code}`;
    return { failure: "untrusted-server", detail };
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return { failure: "server-expired", detail: `the server's certificate is out of date, ${code}` };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID" || code === "HOSTNAME_MISMATCH") {
    return { failure: "wrong-host", detail: "the server's certificate is for another name" };
  }
  const purpose = code === "INVALID_PURPOSE" ? "is not one for servers" : "is not accepted";
  return { failure: "unfit-server", detail: `the server's certificate ${purpose}, ${code}` };
}

/** The handshake failed for another reason. */
export function handshakeProblem(code: string, message: string, certificateShown: boolean): TlsProblem {
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code) || /wrong version number/i.test(message)) {
    return { failure: "not-tls", detail: "what answers there does not speak TLS" };
  }
  const alert = clientAlertOf(code, message, certificateShown);
  if (alert !== undefined) return alert;
  const words = wordsOf(code, message);
  const isOld = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS/.test(words);
  const detail = isOld
    ? "the server and we have no version of TLS in common"
    : `the handshake failed${reasonOf(message)}`;
  return { failure: "other", detail: `${detail}, ${code === "" ? "no code" : code}` };
}

/** OpenSSL's own words, which stand within a line of its: `…:SSL routines:ssl3_read_bytes:tlsv1 alert internal error:…`. */
function reasonOf(message: string): string {
  const reason = /SSL routines:[^:]*:(?<reason>[^:]+)/.exec(message)?.groups?.reason;
  return reason === undefined ? "" : `: ${reason}`;
}

const REFUSED =
  /CERTIFICATE_REQUIRED|UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_REVOKED|ACCESS_DENIED|UNSUPPORTED_CERTIFICATE|DECRYPT_ERROR|HANDSHAKE_FAILURE/;

/** What a server's alert says of the client's certificate; undefined for any other. Alerts are those of RFC 8446, section 6.2. */
export function clientAlertOf(code: string, message: string, certificateShown: boolean): TlsProblem | undefined {
  const words = wordsOf(code, message);
  if (words.includes("CERTIFICATE_EXPIRED")) {
    const detail = `the server says that the client certificate is expired, ${code}`;
    return { failure: "expired-certificate", detail };
  }
  if (!REFUSED.test(words)) return undefined;
  return certificateShown && !words.includes("CERTIFICATE_REQUIRED")
    ? { failure: "wrong-certificate", detail: `the server refused the client certificate, ${code}` }
    : { failure: "missing-certificate", detail: `the server asked for a client certificate, ${code}` };
}

function wordsOf(code: string, message: string): string {
  return `${code} ${message}`.toUpperCase().replace(/ /g, "_");
}
