/** A list of the API, in whatever form it comes, as it came or as a shape: pure. */
import { isRecord } from "../../basics/unknown";

/** How a list came. */
export interface ListShape {
  /** `bare`, or the field of the envelope that holds the objects. */
  readonly form: string;
  readonly items: readonly unknown[];
  /** How many there are, where the response says so. */
  readonly total: number;
}

const KNOWN_FIELDS = ["items", "records"] as const;

/** Reads a list; undefined where it is none. */
export function listShape(json: unknown): ListShape | undefined {
  if (Array.isArray(json)) return { form: "bare", items: json, total: json.length };
  // An object of the API has an id; an envelope has none.
  if (!isRecord(json) || "id" in json) return undefined;
  const arrays = Object.keys(json).filter((name) => Array.isArray(json[name]));
  const form = KNOWN_FIELDS.find((name) => arrays.includes(name)) ?? (arrays.length === 1 ? arrays[0] : undefined);
  const items = form === undefined ? undefined : json[form];
  if (form === undefined || !Array.isArray(items)) return undefined;
  return { form, items, total: typeof json.total === "number" ? json.total : items.length };
}

/** The objects of a list, as it came. */
export const recordsIn = (json: unknown): Record<string, unknown>[] => (listShape(json)?.items ?? []).filter(isRecord);
