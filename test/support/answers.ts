/** What may stand in a refusal: the API's three forms, and everything that others answer in its place. */

/** A body and its type. */
export interface Form {
  readonly name: string;
  /** Whether it is the API that speaks, where the code is one of this status. */
  readonly isOfApi: boolean;
  readonly contentType: string;
  body(code: string, status: number): string;
}

const json = (value: unknown): string => JSON.stringify(value);
const form = (name: string, isOfApi: boolean, contentType: string, body: Form["body"]): Form => ({
  name,
  isOfApi,
  contentType,
  body,
});
const ofApi = (name: string, body: (code: string) => unknown): Form =>
  form(name, true, "application/json", (code) => json(body(code)));
const foreign = (name: string, contentType: string, body: (status: number) => string): Form =>
  form(name, false, contentType, (_code, status) => body(status));

export const forms: readonly Form[] = [
  ofApi("the API's error", (code) => ({ error: { code, message: "No." } })),
  ofApi("the API's errors", (code) => ({ errors: [{ code, message: "No." }] })),
  ofApi("a sibling's flat body", (code) => ({ code, message: "No." })),
  foreign("a page", "text/html", (status) => `<html><head><title>${status}</title></head><body>nginx</body></html>`),
  foreign("nothing", "text/plain", () => ""),
  foreign("a text", "text/plain", () => "Invalid CORS request"),
  foreign("JSON of its own", "application/json", () => json({ message: "no Route matched with those values" })),
  foreign("a framework's page as JSON", "application/json", (status) =>
    json({ timestamp: "2026-11-25T02:00:00Z", status, error: "Not Found", path: "/account/api/v1/user/u1" }),
  ),
  foreign("a framework's code and message", "application/json", () =>
    json({ code: "NOT_FOUND", message: "Not Found" }),
  ),
  foreign("a framework's number and message", "application/json", (status) => json({ code: status, message: "No." })),
  foreign("a code of another status", "application/json", (status) =>
    json({ error: { code: status === 401 ? "access_denied" : "invalid_api_key", message: "No." } }),
  ),
];

/** The API's code for each status whose refusals decide something. */
export const codeOfStatus: Readonly<Record<number, string>> = {
  400: "invalid_request",
  401: "invalid_api_key",
  403: "access_denied",
  404: "resource_not_found",
  409: "duplicate_error",
};
