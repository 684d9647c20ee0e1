/** Reading refusals: three bodies of DigiCert's, HTML of a gateway, nothing, or half of something. Never throws. */
import { isRecord } from "../../basics/unknown";
import { speaksForApi } from "../../contract/error-codes";
import { type ErrorDetail, scrub } from "../../errors/index";

const LONGEST_QUOTE = 300;

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function detail(value: unknown): ErrorDetail | undefined {
  if (typeof value === "string" && value !== "") return { code: "", message: value };
  if (!isRecord(value)) return undefined;
  const code = asText(value.code);
  const message = asText(value.message) || asText(value.description) || asText(value.detail);
  return code === "" && message === "" ? undefined : { code, message };
}

/** The JSON of a text; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What a refusal says, and whether it is the API that says it. */
export interface RefusalBody {
  readonly details: readonly ErrorDetail[];
  readonly isOfApi: boolean;
}

/**
 * Reads a refusal. It is the API's only in one of its three bodies, with a code that the API gives at this status or with
 * words that say that a name is taken.
 */
export function parseRefusal(status: number, text: string, contentType: string | undefined): RefusalBody {
  return { details: parseErrorBody(text, contentType), isOfApi: speaksForApi(status, inForm(parseJson(text))) };
}

/** The errors of `{"error":{…}}`, `{"errors":[{…}]}` or a flat `{"code","message"}` whose codes are texts. */
function inForm(body: unknown): ErrorDetail[] {
  if (!isRecord(body)) return [];
  const details = Array.isArray(body.errors) ? body.errors : [isRecord(body.error) ? body.error : body];
  return details.flatMap((each) =>
    isRecord(each) && typeof each.code === "string" && each.code !== ""
      ? [{ code: each.code, message: asText(each.message) }]
      : [],
  );
}

/** All errors of a body, in order. */
export function parseErrorBody(text: string, contentType: string | undefined): ErrorDetail[] {
  const body = parseJson(text);
  if (isRecord(body)) {
    const listed = Array.isArray(body.errors) ? body.errors : [body.errors];
    const found = [...listed, body.error].map(detail).filter((each) => each !== undefined);
    if (found.length > 0) return found;
    const flat = detail(body);
    if (flat !== undefined) return [flat];
  }
  if (Array.isArray(body)) {
    const found = body.map(detail).filter((each) => each !== undefined);
    if (found.length > 0) return found;
  }
  const words = plainWords(text, contentType);
  return words === "" ? [] : [{ code: "", message: words }];
}

/** The words of an HTML page or a text, without markup, shortened. */
function plainWords(text: string, contentType: string | undefined): string {
  // A page of megabytes is not searched through: its title stands at its beginning.
  // Secrets go first: half of one, left by a cut, would not be known again.
  const start = scrub(text.slice(0, 40_000)).slice(0, 20_000);
  const isHtml = /html/i.test(contentType ?? "") || /^\s*<(!doctype|html|head|body)/i.test(start);
  const words = isHtml
    ? start
        .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/gi, " ")
        .replace(/<[^>]*>/g, " ")
        .replace(/&nbsp;/g, " ")
    : start;
  const short = words.replace(/\s+/g, " ").trim();
  return short.length > LONGEST_QUOTE ? `${short.slice(0, LONGEST_QUOTE)}…` : short;
}
