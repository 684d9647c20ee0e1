/**
 * From a failure to three short parts: what we were doing, what came back, what to do. Pure. The remedies follow
 * the rows of DigiCert's page "Error handling & rate limits" (API troubleshooting basics).
 */
import type { TlsFailure } from "./family";
import { shortened } from "./words";

/** A failure as plain data. */
export type Failure =
  | {
      readonly kind: "api";
      readonly status: number;
      readonly code: string;
      readonly serverMessage: string;
      /** It says, by its code or its words, that the name is taken. */
      readonly nameTaken?: boolean | undefined;
      readonly retryAfterSeconds?: number | undefined;
    }
  | { readonly kind: "connection"; readonly code: string; readonly mayHaveBeenProcessed: boolean }
  | { readonly kind: "timeout"; readonly timeoutSeconds: number; readonly mayHaveBeenProcessed: boolean }
  | { readonly kind: "tls"; readonly failure: TlsFailure; readonly detail: string }
  | { readonly kind: "unexpected"; readonly status: number; readonly detail: string };

/** What we know beside the failure. Everything but `doing` and `host` may be unknown. */
export interface ExplainContext {
  /** Whether a client certificate is shown to the host. */
  readonly clientCertificate?: boolean | undefined;
  /** Whether an API key is sent; absent counts as yes. */
  readonly apiKey?: boolean | undefined;
  /** What we were doing, for example `create the API key "ci-2027"`. */
  readonly doing: string;
  /** The host that was called. */
  readonly host: string;
  readonly environment?: "production" | "demo" | undefined;
  /** The region of the host, where it is one of DigiCert's. */
  readonly region?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly attempts?: number | undefined;
  /** How long failures have delayed this call so far. */
  readonly waitedSeconds?: number | undefined;
  /** How long they may delay it at most. */
  readonly maxRetrySeconds?: number | undefined;
  readonly requestId?: string | undefined;
  /** Today as a UTC calendar day, `YYYY-MM-DD`. */
  readonly today?: string | undefined;
  /** The known end date of the API key in use. */
  readonly apiKeyEndDate?: string | undefined;
  /** The known end date of the service user that the key belongs to. */
  readonly userEndDate?: string | undefined;
  /** The instant of the last attempt, RFC 3339. */
  readonly at?: string | undefined;
}

/** The parts of a message. */
export interface Explanation {
  /** What we were doing and what came back. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

const ESCALATE_AFTER_SECONDS = 600;

/** What to do about a name that is taken, however that was learnt. */
export const NAME_TAKEN_REMEDY = "Choose another name, or adopt the object that holds it.";

/** A duration in the words of a person: `45 s`, `12 min`, `12 min 30 s`. */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
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

function apiRemedy(failure: Extract<Failure, { kind: "api" }>, context: ExplainContext): string {
  if (failure.nameTaken === true) return NAME_TAKEN_REMEDY;
  switch (failure.status) {
    case 400:
      return "Correct the value that DigiCert ONE names; the same request will be refused again.";
    case 401:
      return unauthorized(context);
    case 403:
      return 'The key works, but its service user lacks a role. Add the role in Account Manager (users need "Manage users"), or use another key.';
    case 404:
      return "It was deleted, or this key cannot see it: check the id, the account and the environment of the key.";
    case 409:
      return "Somebody else changed it at the same time: refresh and run again.";
    case 429:
      return rateLimited(failure, context);
    case 503:
      return unavailable(failure, context);
    default:
      if (failure.status >= 500)
        return `Try again later; if it stays, report it to DigiCert support${evidence(context)}.`;
      return `Check the request against DigiCert's API reference${evidence(context)}.`;
  }
}

function unauthorized(context: ExplainContext): string {
  const { today, apiKeyEndDate, userEndDate } = context;
  if (today !== undefined && apiKeyEndDate !== undefined && apiKeyEndDate < today) {
    return `The API key reached its end date, ${apiKeyEndDate} 23:59:59 UTC. Create a new key and update every integration that uses the old one.`;
  }
  if (today !== undefined && userEndDate !== undefined && userEndDate < today) {
    return `The service user reached its end date, ${userEndDate} 23:59:59 UTC. Extend the end date in Account Manager, then create a new key if needed.`;
  }
  if (context.clientCertificate === true && !context.host.startsWith("clientauth.")) {
    return `The client certificate counts on the host clientauth.${context.host} only: change baseUrl, or set apiKey as well.`;
  }
  const place = [context.region, context.environment].filter((part) => part !== undefined).join(", ");
  const where = place === "" ? context.host : `${context.host} (${place})`;
  const elsewhere = { demo: "production", production: "demo" } as const;
  const other = (what: string): string =>
    context.environment === undefined
      ? `A ${what} of another environment or region never works here.`
      : `A ${elsewhere[context.environment]} ${what} never works here, nor does one of another region.`;
  if (context.clientCertificate === true && context.apiKey === false) {
    return (
      `Check the client certificate (clientCert or clientPfx): ${where} does not accept it. Is it enabled in Account Manager, not ` +
      `expired, of an active service user, and issued on this host? ${other("certificate")}`
    );
  }
  if (context.clientCertificate === true) {
    return (
      `Check apiKey (DIGICERT_ONE_API_KEY) and the client certificate: ${where} does not accept the two together. Are both enabled, ` +
      "not past their ends, and of one active service user? If the certificate is to go alone, set certificateAlone: true. " +
      `${other("key")}`
    );
  }
  return (
    `Check apiKey (DIGICERT_ONE_API_KEY): ${where} does not accept it. Is it complete, enabled, not past its end date, of an active ` +
    `service user, and made on this host? ${other("key")}`
  );
}

function rateLimited(failure: Extract<Failure, { kind: "api" }>, context: ExplainContext): string {
  const wait =
    failure.retryAfterSeconds === undefined ? "" : ` It may be tried again in ${inWords(failure.retryAfterSeconds)}.`;
  return (
    `Too many calls with this key${waited(context)}.${wait} Lower rateLimits or capacityPercent, raise maxRetrySeconds, ` +
    "or spread the calls over keys of several service users (apiKeys)."
  );
}

function unavailable(failure: Extract<Failure, { kind: "api" }>, context: ExplainContext): string {
  const wait =
    failure.retryAfterSeconds === undefined
      ? ""
      : ` It asks to be tried again in ${inWords(failure.retryAfterSeconds)}.`;
  const window = `DigiCert ONE is in maintenance${waited(context)}.${wait}`;
  if ((context.waitedSeconds ?? 0) > ESCALATE_AFTER_SECONDS) {
    return `${window} More than 10 minutes is no maintenance window: escalate to DigiCert support${evidence(context)}.`;
  }
  return `${window} Run again later, or raise maxRetrySeconds.`;
}

function waited(context: ExplainContext): string {
  return context.waitedSeconds === undefined || context.waitedSeconds < 1
    ? ""
    : `, still after waiting ${inWords(context.waitedSeconds)}`;
}

/** What support will ask for. */
function evidence(context: ExplainContext): string {
  const parts = [
    context.requestId === undefined ? undefined : `request id ${context.requestId}`,
    context.method === undefined ? undefined : `${context.method} ${context.path ?? ""}`.trim(),
    `host ${context.host}`,
    context.at === undefined ? undefined : `at ${context.at}`,
  ].filter((part) => part !== undefined);
  return ` with ${parts.join(", ")}`;
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
