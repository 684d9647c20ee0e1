/**
 * From a failure to three short parts: what we were doing, what came back, what to do. Pure. The remedies follow
 * the rows of DigiCert's page "Error handling & rate limits" (API troubleshooting basics).
 */
import { apiRemedy } from "./api-remedy";
import type { ExplainContext, Failure } from "./failure";
import type { TlsFailure } from "./family";
import { inWords, shortened } from "./words";

/** The parts of a message. */
export interface Explanation {
  /** What we were doing and what came back. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** The message and the remedy for a failure. */
export function explain(failure: Failure, context: ExplainContext): Explanation {
  const remedy = remedyFor(failure, context);
  const said = (quote: number): string => `Could not ${context.doing}: ${whatCameBack(failure, context, quote)}`;
  const room = LONGEST_MESSAGE - said(0).length - remedy.length;
  return { message: said(Math.min(LONGEST_QUOTE, Math.max(LEAST_QUOTE, room))), remedy };
}

/** A message is read on a command line: what a server says must not hide what to do. */
const LONGEST_MESSAGE = 560;
const LONGEST_QUOTE = 300;
const LEAST_QUOTE = 80;

/** @param quote how much of the server's words is shown */
function whatCameBack(failure: Failure, context: ExplainContext, quote: number): string {
  const tries = (context.attempts ?? 1) > 1 ? ` (${context.attempts} attempts)` : "";
  switch (failure.kind) {
    case "api": {
      const code = failure.code === "" ? "" : ` ${failure.code}`;
      const words =
        failure.serverMessage === "" ? " without a message" : `: "${shortened(failure.serverMessage, quote)}"`;
      return `${context.host} answered ${failure.status}${code}${words}${tries}`;
    }
    case "connection":
      return `${connectionWords(failure.code, context.host)}${tries}`;
    case "timeout":
      return `${context.host} did not answer within ${inWords(failure.timeoutSeconds)}${tries}`;
    case "tls":
      return `no secure connection to ${context.host} (${failure.detail})`;
    case "unexpected":
      return `${context.host} answered ${failure.status} with ${failure.detail}${tries}`;
  }
}

function connectionWords(code: string, host: string): string {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the name ${host} cannot be resolved (${code})`;
    case "ECONNREFUSED":
      return `${host} refuses connections (ECONNREFUSED)`;
    case "aborted":
      return "the caller gave up";
    default:
      return `the connection to ${host} broke (${code === "" ? "no code" : code})`;
  }
}

function remedyFor(failure: Failure, context: ExplainContext): string {
  switch (failure.kind) {
    case "api":
      return apiRemedy(failure, context);
    case "connection":
      if (failure.code === "aborted")
        return failure.mayHaveBeenProcessed
          ? `${doubt(failure).trim()} Look for what it makes or changes before doing it again.`
          : "Nothing needs to be repaired; run again when ready.";
      return `Check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the host in region, environment or baseUrl.${doubt(failure)}`;
    case "timeout":
      return `Try again, or raise timeoutSeconds; check the proxy (HTTPS_PROXY, NO_PROXY).${doubt(failure)}`;
    case "tls":
      return tlsRemedy(failure.failure, context.host);
    case "unexpected":
      return "Check baseUrl (no path of its own is needed) and the proxy: something other than the DigiCert ONE API may have answered, which proves nothing.";
  }
}

function doubt(failure: { mayHaveBeenProcessed: boolean }): string {
  return failure.mayHaveBeenProcessed ? " DigiCert ONE may have carried out the request although no answer came." : "";
}

function tlsRemedy(failure: TlsFailure, host: string): string {
  const plain = host.replace(/^clientauth\./, "");
  switch (failure) {
    case "wrong-certificate":
      return `${host} refused clientCert: use the client authentication certificate that Account Manager issued for this service user on ${plain}, and check that it is enabled.`;
    case "missing-certificate":
      return `${host} asks for a client certificate: set clientCert and clientKey (or clientPfx), or use the host ${plain} with an API key.`;
    case "key-mismatch":
      return "clientKey does not belong to clientCert: give the private key that the certificate was requested with.";
    case "expired-certificate":
      return "The client certificate is expired (or not valid yet): issue a new one in Account Manager, and check this machine's clock.";
    case "unreadable-certificate":
      return "Check the path and the content: clientCert and clientKey are PEM, clientPfx is PKCS#12, and clientCertPassword must be the password of the key or the PKCS#12 file.";
    case "untrusted-server":
      return "Set caCert to the certificate of the authority that signed it (on-premises, or a proxy that inspects traffic).";
    case "server-expired":
      return "The server's own certificate is expired: check this machine's clock, then tell whoever runs the host.";
    case "wrong-host":
      return `The server's certificate is for another name: check region, environment and baseUrl. With a client certificate the host is clientauth.${plain}, with an API key alone it is ${plain}.`;
    case "not-tls":
      return "The port does not speak TLS: check the scheme and the port in baseUrl, and whether a proxy answers in its place.";
    case "proxy":
      return "The proxy did not let the connection through: check HTTPS_PROXY, its user and password, and NO_PROXY.";
    case "other":
      return `Check clientCert and clientKey, the address (clientauth.${plain} with a client certificate, ${plain} without) and the proxy.`;
  }
}
