/**
 * How long names may be: what a sibling service takes. A longer one is wrong anywhere; the rest is for the server to say. The
 * contract says the same with its evidence; `test/fields/names.test.ts` compares them.
 */
export const NAME_MAX = 255;

/** As long as this, every DigiCert ONE is known to take a name; names that we make up are no longer. */
export const NAME_SURE = 64;

/** What is added to the prefix of a key's name: `<prefix>-<end date>-<random>`. */
const BEHIND_PREFIX = "-2027-12-31-".length + 8;

/** Longest prefix of a key's name, so that the whole is no longer than a name may be. */
export const NAME_PREFIX_MAX = NAME_MAX - BEHIND_PREFIX;

/** Longest prefix with which the whole name is sure to be taken. */
export const NAME_PREFIX_SURE = NAME_SURE - BEHIND_PREFIX;

/** The start of a key's generated name, from a Pulumi name: in the characters it may have, in a length that every server takes. */
export const namePrefixFrom = (name: string): string => nameFrom(name, NAME_PREFIX_SURE).trimStart();

const OTHERS = /[^A-Za-z0-9 _-]/gu;

/** The characters of a text that no name may hold, each once. */
export function notInNames(text: string): string[] {
  return [...new Set(text.match(OTHERS) ?? [])];
}

/** A name made of any text: what it may not hold becomes a dash. */
export function nameFrom(text: string, max = NAME_SURE): string {
  return text.replace(OTHERS, "-").slice(0, max);
}
