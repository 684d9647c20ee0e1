/** Chance that can be repeated: everything random in the emulator comes from one seed. */
export interface Chance {
  readonly seed: number;
  /** A number in [0, 1). */
  readonly next: () => number;
  readonly hex: (digits: number) => string;
  readonly uuid: () => string;
  /** A fixed, seemingly random rank of a text: sorting by it shuffles a list the same way each time. */
  readonly rank: (text: string) => number;
}

/** Mulberry32: 32 bits of state, enough for ids and shuffles; nothing here guards a secret of anybody. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a over the seed and the text. */
function hash(seed: number, text: string): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return mulberry32(value)();
}

/** Chance from a seed. */
export function createChance(seed: number): Chance {
  const next = mulberry32(seed);
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join("");
  return {
    seed,
    next,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${"89ab".charAt(Math.floor(next() * 4))}${hex(3)}-${hex(12)}`,
    rank: (text) => hash(seed, text),
  };
}
