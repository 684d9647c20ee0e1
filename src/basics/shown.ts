/** A value in a message, as JSON; what JSON cannot write (a bigint, nothing at all, what holds itself) in words. */
export function shownValue(value: unknown): string {
  try {
    const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
    return text ?? String(value);
  } catch {
    return typeof value;
  }
}
