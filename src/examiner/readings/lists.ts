/** A list of the API, in whatever form it comes: pure. */
import { isRecord } from "../../basics/unknown";

/** How a list came. */
export interface ListShape {
  readonly form: "bare" | "items" | "records";
  readonly items: readonly unknown[];
  /** How many there are, where the response says so. */
  readonly total: number;
}

/** Reads a list; undefined where it is none. */
export function listShape(json: unknown): ListShape | undefined {
  if (Array.isArray(json)) return { form: "bare", items: json, total: json.length };
  if (!isRecord(json)) return undefined;
  for (const form of ["items", "records"] as const) {
    const items = json[form];
    if (Array.isArray(items)) return { form, items, total: typeof json.total === "number" ? json.total : items.length };
  }
  return undefined;
}
