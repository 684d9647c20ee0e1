import { scrub } from "./redact";

/** The fields of a foreign error that carry no secret and help a person. All others are dropped. */
const harmlessFields = [
  "code",
  "errno",
  "syscall",
  "address",
  "port",
  "hostname",
  "host",
  "library",
  "reason",
] as const;

/**
 * A copy of a foreign error that holds only its name, its scrubbed message and harmless fields: the original may
 * hold the request, its headers and with them the API key.
 */
export function safeCause(error: unknown, depth = 0): Error | undefined {
  if (error === undefined || error === null || depth > 4) return undefined;
  if (typeof error !== "object") return new Error(scrub(String(error)));
  const source = error as { name?: unknown; message?: unknown; cause?: unknown; stack?: unknown };
  const inner = safeCause(source.cause, depth + 1);
  const copy = new Error(scrub(String(source.message ?? "")), inner === undefined ? undefined : { cause: inner });
  copy.name = typeof source.name === "string" ? source.name : "Error";
  if (typeof source.stack === "string") copy.stack = scrub(source.stack);
  for (const field of harmlessFields) {
    const value = (error as Record<string, unknown>)[field];
    // `code` stays a text: a numeric one is taken for a gRPC status by Pulumi's host.
    if (typeof value === "string" || typeof value === "number") {
      Object.assign(copy, { [field]: field === "code" || typeof value === "string" ? scrub(String(value)) : value });
    }
  }
  return copy;
}
