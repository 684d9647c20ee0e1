import { createHash } from "node:crypto";

/** The first characters of the value's SHA-256: distinguishes keys without revealing one. */
export function fingerprint(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 16);
}
