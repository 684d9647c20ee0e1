import { STATUS_CODES } from "node:http";
import { API_PREFIX, errorCodes } from "../../contract";
import type { foreignForms } from "../core/faults";
import type { Message } from "./respond";

type ForeignForm = (typeof foreignForms)[number];

/** The response of somebody else than the API in its place. None of it is in one of the documented forms. */
export function foreignResponse(form: ForeignForm, status: number): Message {
  const phrase = STATUS_CODES[status] ?? "Error";
  const code = errorCodes[status]?.code ?? "internal_error";
  const json: Record<Exclude<ForeignForm, "empty" | "text">, unknown> = {
    json: { timestamp: "2026-11-25T02:00:00Z", status, error: phrase, path: API_PREFIX },
    framework: { code: phrase.toUpperCase().replace(/[^A-Z]+/g, "_"), message: phrase },
    number: { code: status, message: phrase },
    oauth: { error: code, error_description: phrase },
    list: [{ code, message: phrase }],
  };
  if (form === "empty") return { status, headers: {} };
  if (form === "text")
    return { status, headers: { "content-type": "text/plain" }, text: `default backend - ${status}` };
  return { status, headers: { "content-type": "application/json" }, text: JSON.stringify(json[form]) };
}
