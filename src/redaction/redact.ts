/**
 * Keeping secrets out of texts. Two nets, one behind the other: whatever is logged or thrown is built from an
 * allow-list of harmless fields, and every text is scrubbed of the secrets that this process was given.
 */

/** What stands in place of a secret. */
export const REDACTED = "[secret]";

/** Shorter values are not scrubbed: they stand in half of all words, and they are no secrets (docs/decisions/0304). */
const SHORTEST_SECRET = 4;

/** Shorter ones are scrubbed only where they stand by themselves: a password "test" must not tear "latest" apart. */
const SHORTEST_ANYWHERE = 8;

/**
 * So many spellings are known at once, of some thousand secrets: a process that makes keys for months must not keep them all. What
 * was registered longest ago is forgotten first; a client registers its own secrets again with each call (docs/decisions/0312).
 */
const MOST_SPELLINGS = 10_000;

// Kept on the global object, so that two copies of the package in one process know the same secrets.
const registryKey = Symbol.for("pulumi-digicert-one/secrets");

function registry(): Set<string> {
  const store = globalThis as { [registryKey]?: Set<string> };
  store[registryKey] ??= new Set<string>();
  return store[registryKey];
}

/** Every spelling in which a secret may turn up in a text: as it is, in JSON, in a URL, in base64, line by line. */
function spellings(secret: string): string[] {
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponentSafely(secret)];
  const bytes = Buffer.from(secret, "utf8");
  forms.push(bytes.toString("base64"), bytes.toString("base64url"));
  if (secret.includes("\n")) {
    // A PEM block: a parser may quote a single line. The BEGIN and END lines are no secret.
    for (const line of secret.split(/\r?\n/)) {
      if (line.length >= 16 && !line.startsWith("-----")) forms.push(line);
    }
  }
  return forms.filter((form) => form.length >= SHORTEST_SECRET);
}

function encodeURIComponentSafely(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // a lone surrogate: it cannot stand in a URL either
  }
}

/**
 * Remembers a value that must never appear in a message, a log line or an error of this process.
 *
 * @example registerSecret(apiKey); // from here on scrub() replaces it
 */
export function registerSecret(value: unknown): void {
  // What is no text comes from a caller without types; whoever uses the value refuses it.
  if (typeof value !== "string" || value.trim().length < SHORTEST_SECRET) return;
  const known = registry();
  // Far from the bound it does not matter which came last.
  if (known.size < MOST_SPELLINGS / 2 && known.has(value) && known.has(value.trim())) return;
  for (const form of new Set([...spellings(value), ...spellings(value.trim())])) {
    known.delete(form);
    known.add(form);
  }
  for (const oldest of known) {
    if (known.size <= MOST_SPELLINGS) break;
    known.delete(oldest);
  }
}

/**
 * The text with every given and every registered secret replaced by `[secret]`.
 *
 * @example redact("key abc-123 refused", ["abc-123"]) // "key [secret] refused"
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  return without(text, [...secrets.flatMap(spellings), ...registry()]);
}

/** Texts that must not be shown, of one run: the whole process knows the others by {@link registerSecret}. */
export class SecretTexts {
  readonly #spellings = new Set<string>();

  add(secret: string): void {
    for (const spelling of spellings(secret)) this.#spellings.add(spelling);
  }

  /** The text with `[secret]` in place of each of them, in every spelling. */
  redact(text: string): string {
    return without(text, [...this.#spellings]);
  }
}

function without(text: string, spelled: readonly string[]): string {
  const known = spelled.filter((secret) => text.includes(secret));
  // Longest first: a short secret inside a longer one must not leave the rest of the longer one standing.
  known.sort((a, b) => b.length - a.length);
  return known.reduce(
    (result, secret) =>
      secret.length < SHORTEST_ANYWHERE
        ? result.replace(byItself(secret), REDACTED)
        : result.split(secret).join(REDACTED),
    text,
  );
}

/** Where a text stands without a letter or a digit before or after it. */
function byItself(text: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "gu");
}

/** The text with every registered secret replaced by `[secret]`. */
export function scrub(text: string): string {
  return redact(text);
}
