/**
 * One request to the API, sent once, and what came back just as it came. The client's calls repeat, wait and translate;
 * an examiner must see each form, and each failure at once. Settings, connections and words of failures are the client's.
 */
import { messageOf } from "../basics/unknown";
import { packageVersion } from "../basics/version";
import { networkError, unexpected } from "../client/calling/call-errors";
import { isSuccess } from "../client/calling/decide-retry";
import { foreignWords, notJson, redirectTarget } from "../client/calling/foreign-words";
import { parseRetryAfter } from "../client/calling/retry-after";
import { parseJson, parseRefusal } from "../client/reading/error-body";
import type { ClientSettings } from "../client/settings/settings";
import { hasClientCertificate } from "../client/settings/tls";
import { createTransport, type TransportResponse } from "../client/transport/transport";
import { closedAfterHandshake, TransportFailure } from "../client/transport/transport-failure";
import { userAgent } from "../client/user-agent";
import { needsApiForm } from "../contract/error-codes";
import { API_PREFIX } from "../contract/hosts";
import { apiError, type DigiCertOneError, type ExplainContext, withoutRemedy } from "../errors/index";

/** What to ask. */
export interface Question {
  /** What we are doing, for messages: `read the roles`. */
  readonly doing: string;
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the API's prefix, with its query: `/user?user_type=service`. */
  readonly path: string;
  readonly body?: unknown;
  /** With this key; by default with the first of the settings. */
  readonly apiKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came back. */
export interface ApiResponse {
  /** Undefined where no response came. */
  readonly status?: number;
  readonly header: (name: string) => string | undefined;
  /** The names of all headers, in small letters. */
  readonly headers: readonly string[];
  /** The body; undefined where it was empty or is no JSON. */
  readonly json: unknown;
  /** When it came, by this machine's clock, in epoch milliseconds. */
  readonly at: number;
  /** What is wrong, in the words of the client; undefined where it is a good response of the API's. */
  readonly error?: DigiCertOneError;
  /** Whether the API itself responded: with JSON or nothing at 2xx, or with a refusal in one of its forms. */
  readonly isOfApi: boolean;
}

/** Asks once. Never rejects: what goes wrong is the response. */
export type Ask = (question: Question) => Promise<ApiResponse>;

/** The seams of an examiner. */
export interface AskDeps {
  readonly now: () => number;
  /** How long a request may take; the setting `timeoutSeconds` by default. */
  readonly timeoutMs?: number;
}

/** A way to ask, and to close its connections. */
export function createAsk(settings: ClientSettings, { now, timeoutMs }: AskDeps): { ask: Ask; close: () => void } {
  const transport = createTransport(settings.tls);
  const limitMs = timeoutMs ?? settings.timeoutSeconds * 1000;
  let everResponded = false;
  const agent = userAgent(packageVersion(), process.versions.node, undefined);

  async function ask(question: Question): Promise<ApiResponse> {
    const { method = "GET", path, body, apiKey = settings.apiKeys[0], signal } = question;
    const about = contextOf(settings, question, now());
    try {
      const response = await transport.send({
        method,
        url: new URL(settings.baseUrl + API_PREFIX + path),
        headers: {
          accept: "application/json",
          "accept-encoding": "identity",
          "user-agent": agent,
          ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        fresh: method === "POST",
        timeoutMs: limitMs,
        signal,
      });
      everResponded = true;
      return toApiResponse(response, about, now());
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const refused = !everResponded && hasClientCertificate(settings.tls) ? closedAfterHandshake(error) : undefined;
      return noResponse(networkError(refused ?? error, about, limitMs / 1000, false), now());
    }
  }
  return { ask, close: () => transport.close() };
}

function contextOf(settings: ClientSettings, question: Question, nowMs: number): ExplainContext {
  const at = new Date(nowMs).toISOString();
  return {
    doing: question.doing,
    host: settings.host,
    environment: settings.environment,
    region: settings.region,
    method: question.method ?? "GET",
    path: API_PREFIX + question.path.replace(/\?.*$/, ""),
    attempts: 1,
    today: at.slice(0, 10),
    at,
    clientCertificate: hasClientCertificate(settings.tls),
    apiKey: (question.apiKey ?? settings.apiKeys[0]) !== undefined,
    apiKeyEndDate: settings.apiKeyEndDate,
  };
}

const noResponse = (error: DigiCertOneError, at: number): ApiResponse => ({
  header: () => undefined,
  headers: [],
  json: undefined,
  at,
  error,
  isOfApi: false,
});

function toApiResponse(response: TransportResponse, about: ExplainContext, at: number): ApiResponse {
  const { status, text } = response;
  const headers = headersOf(response);
  const json = parseJson(text);
  const received = { status, header: (name: string) => headers.get(name), headers: [...headers.keys()], json, at };
  const foreign = (detail: string): ApiResponse => ({
    ...received,
    isOfApi: false,
    error: unexpected(status, detail, about),
  });
  if (isSuccess(status)) {
    if (response.damage !== undefined) return foreign(response.damage);
    return text.trim() === "" || json !== undefined ? { ...received, isOfApi: true } : foreign(notJson(response));
  }
  const redirect = redirectTarget(response);
  if (redirect !== undefined) return foreign(redirect);
  const body = parseRefusal(status, text, headers.get("content-type"));
  if (needsApiForm(status) && !body.isOfApi) return foreign(foreignWords(body.details));
  const retryAfterMs = parseRetryAfter(headers.get("retry-after") ?? null, headers.get("date") ?? null, at);
  const { method = "GET", path = "" } = about;
  const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
  const refusal = { status, details: body.details, method, path, retryAfterSeconds, foreign: !body.isOfApi };
  return { ...received, isOfApi: body.isOfApi, error: apiError(refusal, about) };
}

function headersOf(response: TransportResponse): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of response.headers) all.set(name.toLowerCase(), value);
  return all;
}

/** The server's day, or this machine's where the server does not say. */
export function dayOf({ header, at }: Pick<ApiResponse, "header" | "at">): string {
  const date = Date.parse(header("date") ?? "");
  return new Date(Number.isNaN(date) ? at : date).toISOString().slice(0, 10);
}

/** The first sentence of an error: no remedy, and no full stop before one. */
export function firstSentence(error: unknown): string {
  const sentence = withoutRemedy(error);
  return sentence === messageOf(error) ? sentence : sentence.replace(/\.$/, "");
}
