/** The decisions that no socket on this machine can bring about, and that every stage decides by where it is. */
import { describe, expect, it } from "vitest";
import { classify } from "../../../src/client/transport/classify";
import { isLost } from "../../../src/client/transport/lost";
import type { Stage } from "../../../src/client/transport/passage";
import { handshakeProblem, refusedServer } from "../../../src/client/transport/tls-problems";

const failed = (code: string, message = "x") => Object.assign(new Error(message), { code });
const at = (stage: Stage, error: unknown, certificateRefused = false) =>
  classify(new Error("as node-fetch has it"), { stage, error, certificateRefused }, { certificateShown: false });

describe("where a request fails decides what it means", () => {
  it.each([
    ["connecting", "ETIMEDOUT", "not-connected", false],
    ["connecting", "ECONNREFUSED", "not-connected", false],
    ["connecting", "ENOTFOUND", "not-connected", false],
    ["connecting", "EADDRNOTAVAIL", "not-connected", false],
    ["connecting", "EMFILE", "not-connected", false],
    ["connecting", "no code of this world", "not-connected", false],
    ["handshake", "ECONNRESET", "not-connected", false],
    ["handshake", "EPIPE", "not-connected", false],
    ["handshake", "ERR_SSL_INTERNAL_ERROR", "tls", false],
    ["handshake", "no code of this world", "tls", false],
    ["handshake", "", "tls", false],
    ["sent", "ETIMEDOUT", "lost", true],
    ["sent", "ECONNRESET", "lost", true],
    ["sent", "EHOSTUNREACH", "lost", true],
    ["sent", "ERR_STREAM_PREMATURE_CLOSE", "lost", true],
    ["sent", "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "lost", true],
    ["sent", "EPROTO", "lost", true],
    ["sent", "HPE_INVALID_EOF_STATE", "lost", true],
    ["sent", "HPE_INVALID_CONSTANT", "garbled", true],
    ["sent", "HPE_A_NEW_ONE", "garbled", true],
    ["sent", "ERR_INVALID_CHAR", "unexpected", true],
    ["sent", "ECONNREFUSED", "unexpected", true],
    ["sent", "", "unexpected", true],
    ["waiting", "", "unexpected", false],
    ["unasked", "ERR_INVALID_CHAR", "unexpected", false],
    // Of a fetch of the caller's own, which shows no passage.
    ["unasked", "ECONNREFUSED", "not-connected", false],
    ["unasked", "ECONNRESET", "lost", true],
  ] as const)("%s, %s: %s", (stage, code, failure, mayHaveBeenSent) => {
    expect(at(stage, failed(code))).toMatchObject({ failure, mayHaveBeenSent });
  });

  it("takes for a lost connection a closed list of codes, and nothing beside it", () => {
    const others = [
      "ECONNREFUSED",
      "ENOTFOUND",
      "ERR_INVALID_URL",
      "ERR_HTTP_HEADERS_SENT",
      "Z_DATA_ERROR",
      "ABORT_ERR",
    ];
    for (const code of others) expect(isLost(code), code).toBe(false);
    expect(at("sent", new TypeError("x is not a function"))).toMatchObject({ failure: "unexpected", code: "" });
  });
});

describe("a handshake that fails", () => {
  it.each([
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", false, "missing-certificate"],
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", true, "wrong-certificate"],
    ["ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE", true, "wrong-certificate"],
    ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", true, "wrong-certificate"],
    ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", false, "missing-certificate"],
    ["ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED", true, "expired-certificate"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", true, "not-tls"],
    ["ERR_SSL_HTTP_REQUEST", true, "not-tls"],
    ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", true, "other"],
    ["ERR_SSL_UNSUPPORTED_PROTOCOL", true, "other"],
    ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", true, "other"],
    ["ERR_SSL_TLSV1_UNRECOGNIZED_NAME", true, "other"],
    ["EPROTO", true, "other"],
    ["", true, "other"],
  ])("with %s (certificate shown: %s) is %s", (code, shown, failure) => {
    expect(handshakeProblem(code, "", shown)).toMatchObject({ failure });
  });

  it.each([
    ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted-server"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted-server"],
    ["CERT_SIGNATURE_FAILURE", "untrusted-server"],
    ["CERT_HAS_EXPIRED", "server-expired"],
    ["CERT_NOT_YET_VALID", "server-expired"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "wrong-host"],
    ["HOSTNAME_MISMATCH", "wrong-host"],
    ["INVALID_PURPOSE", "unfit-server"],
    ["CERT_REVOKED", "unfit-server"],
    ["PATH_LENGTH_EXCEEDED", "unfit-server"],
    ["UNSPECIFIED", "unfit-server"],
    ["a code of a later Node", "unfit-server"],
  ])("because the server's certificate was not accepted, %s, is %s", (code, failure) => {
    expect(refusedServer(code)).toMatchObject({ failure });
    expect(at("handshake", failed(code), true)).toMatchObject({ failure: "tls", problem: { failure } });
  });
});
