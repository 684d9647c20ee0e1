/** Whether a key is the one that a lost attempt of ours has made. Pure. A name alone proves nothing. */
import type { ApiKey } from "../reading/types";

/** What was sent when the response got lost. */
export interface KeyAttempt {
  readonly name: string;
  /** Whether the name holds a part drawn at random for this very attempt. */
  readonly isDrawn: boolean;
  /** When it was first sent, by the server's clock; undefined where that is not known. */
  readonly sentAt: number | undefined;
}

/** `Date` and creation times may come in whole seconds. */
const SECOND_MS = 1000;

/** `other`: it was there before. `unsure`: it may be ours; it is left alone like any other, and reported. */
export function whoseKey(key: ApiKey, { name, isDrawn, sentAt }: KeyAttempt): "ours" | "other" | "unsure" {
  const createdAt = instantOf(key.createdAt);
  if (sentAt === undefined || createdAt === undefined) return "unsure";
  const isOlder = createdAt < sentAt - SECOND_MS;
  // Older than its own random part: one of the clocks is wrong, and the key is reported.
  if (isDrawn && key.name === name) return isOlder ? "unsure" : "ours";
  return isOlder ? "other" : "unsure";
}

/** A time without a zone would be read by this machine's. */
function instantOf(text: string | undefined): number | undefined {
  const instant = /(z|[+-]\d\d:?\d\d)$/i.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
