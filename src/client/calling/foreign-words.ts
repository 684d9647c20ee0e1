/** What came in place of a response of the API, in words. */
import { type ErrorDetail, shortened } from "../../errors/index";
import type { TransportResponse } from "../transport/transport";

/** What a response says that is not of the API, in its own words. */
export function foreignWords(details: readonly ErrorDetail[]): string {
  const words = details
    .map(({ code, message }) => [code, message].filter((part) => part !== "").join(": "))
    .filter((each) => each !== "")
    .join("; ");
  return words === ""
    ? "nothing that the DigiCert ONE API would say (no body)"
    : `something that is not of the DigiCert ONE API: "${shortened(words)}"`;
}

/** The body is not quoted: the response to a create holds a key. */
export function notJson({ headers, text }: TransportResponse): string {
  return `${text.length} characters of ${headers.get("content-type") ?? "no content type"} that are no JSON`;
}

/** Where a redirect points; undefined where the response is none. */
export function redirectTarget(response: TransportResponse): string | undefined {
  if (response.status < 300 || response.status >= 400) return undefined;
  const location = response.headers.get("location");
  let origin = "elsewhere";
  try {
    origin = new URL(location ?? "").origin;
  } catch {
    // a relative or broken address: its text may hold anything, so it is not shown
  }
  return `a redirect to ${origin}, which is not followed because it would carry the API key along`;
}
