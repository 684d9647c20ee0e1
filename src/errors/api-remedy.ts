/** What to do about a refusal, following the rows of DigiCert's page "Error handling & rate limits". Pure. */
import type { ExplainContext, Failure } from "./failure";
import { inWords } from "./words";

type ApiFailure = Extract<Failure, { kind: "api" }>;

const ESCALATE_AFTER_SECONDS = 600;

/** What to do about a name that is taken, however that was learnt. */
export const NAME_TAKEN_REMEDY = "Choose another name, or adopt the object that holds it.";

/** The remedy for a refusal, by its status. */
export function apiRemedy(failure: ApiFailure, context: ExplainContext): string {
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
    case 501:
    case 505:
      return `No retry changes that: check baseUrl and the proxy, or report it to DigiCert support${evidence(context)}.`;
    case 511:
      return "The network between this machine and DigiCert ONE wants somebody to sign in: do so, or use a proxy (HTTPS_PROXY).";
    default:
      if (failure.status >= 500 || failure.status === 408 || failure.status === 425)
        return `Try again later${retryHint(failure, context)}; if it stays, report it to DigiCert support${evidence(context)}.`;
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
  if (context.clientCertificate === true && context.apiKey !== true && !context.host.startsWith("clientauth.")) {
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

function rateLimited(failure: ApiFailure, context: ExplainContext): string {
  const wait =
    failure.retryAfterSeconds === undefined ? "" : ` It may be tried again in ${inWords(failure.retryAfterSeconds)}.`;
  return (
    `Too many calls with this key${waited(context)}.${wait} Lower rateLimits or capacityPercent, ${longer(failure, context)}, ` +
    "or spread the calls over keys of several service users (apiKeys)."
  );
}

function unavailable(failure: ApiFailure, context: ExplainContext): string {
  const wait =
    failure.retryAfterSeconds === undefined
      ? ""
      : ` It asks to be tried again in ${inWords(failure.retryAfterSeconds)}.`;
  const window = `DigiCert ONE is in maintenance${waited(context)}.${wait}`;
  if ((context.waitedSeconds ?? 0) > ESCALATE_AFTER_SECONDS) {
    return `${window} More than 10 minutes is no maintenance window: escalate to DigiCert support${evidence(context)}.`;
  }
  return `${window} Run again later, or ${longer(failure, context)}.`;
}

/** How to wait longer: with the number to set, where the server says how long it takes. */
function longer(failure: ApiFailure, context: ExplainContext): string {
  const { waitedSeconds = 0, maxRetrySeconds } = context;
  const needed = Math.round(waitedSeconds) + (failure.retryAfterSeconds ?? 0);
  const isEnough = maxRetrySeconds === undefined || needed <= maxRetrySeconds;
  // Nobody waits for more than a day.
  if (failure.retryAfterSeconds === undefined || isEnough || needed > 86_400) return "raise maxRetrySeconds";
  // In whole minutes, with one to spare.
  const enough = 60 * (Math.ceil(needed / 60) + 1);
  return `set maxRetrySeconds (DIGICERT_ONE_MAX_RETRY_SECONDS) to ${enough} to wait for it`;
}

function retryHint(failure: ApiFailure, context: ExplainContext): string {
  if (failure.retryAfterSeconds === undefined) return "";
  return `, as it asks in ${inWords(failure.retryAfterSeconds)}, or ${longer(failure, context)}`;
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
