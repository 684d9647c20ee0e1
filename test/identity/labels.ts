/** Names for what is drawn at random, in the order in which it was first met: two runs of one scenario then read alike. */

const MARK = / #(?:([0-9a-f]{12})\.)?(x?[0-9a-f]{20})\)/g;
const HASH = /#([0-9a-f]{12})\b/g;
const HOST = /127\.0\.0\.1:\d+/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export class Labels {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** `user-1`, `user-2`, …: the same value has the same label for good. */
  of(kind: string, value: unknown): string {
    const text = String(value);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const label = `${kind}-${count}`;
    this.#known.set(text, label);
    return label;
  }

  /** A description with its mark: ` #hash-1.nonce-2)`; a nonce of an adoption says so. */
  inMarks(text: string): string {
    return text.replace(MARK, (_all, hash: string | undefined, nonce: string) => {
      const first = hash === undefined ? "" : `${this.of("hash", hash)}.`;
      return ` #${first}${this.of("nonce", nonce)}${nonce.startsWith("x") ? " (adopted)" : ""})`;
    });
  }

  inText(text: string): string {
    return this.inMarks(text)
      .replace(HASH, (_all, hash: string) => `#${this.of("hash", hash)}`)
      .replace(UUID, (id) => this.#known.get(id) ?? "<id>")
      .replace(HOST, "<host>");
  }

  /** A path of the API: ids of users and keys. */
  inPath(path: string): string {
    return path.replace(UUID, (id) => this.#known.get(id) ?? "<gone>");
  }
}
