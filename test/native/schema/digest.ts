import { createHash } from "node:crypto";

/** Of a schema without its descriptions, which any text may be, and without its version: a recorded verdict holds as long as it does. */
export function digestOf(of: object): string {
  const text = JSON.stringify(of, (key, value: unknown) => (key === "description" || key === "version" ? "" : value));
  return createHash("sha256").update(text).digest("hex");
}
