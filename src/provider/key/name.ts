import { randomBytes } from "node:crypto";
import { keyName } from "../../ownership";

/**
 * A name for a new key: `<prefix>-<end date>-<random>`. The random part makes it unique, so that a create whose response
 * was lost can be found again by it, and undone if the key is as young as that create.
 */
export function newKeyName(prefix: string, endDate: string): string {
  return keyName(prefix, endDate, randomBytes(4).toString("hex"));
}
