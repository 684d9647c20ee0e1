/** What names may be in DigiCert ONE. The contract says the same with its evidence; `test/fields/names.test.ts` compares them. */
export const NAME_MAX = 64;

/** Longest prefix of a key's name: `<prefix>-<end date>-<random>` has at most as many characters as a name. */
export const NAME_PREFIX_MAX = NAME_MAX - "-2027-12-31-".length - 8;

const OTHERS = /[^A-Za-z0-9 _-]/gu;

/** The characters of a text that no name may hold, each once. */
export function notInNames(text: string): string[] {
  return [...new Set(text.match(OTHERS) ?? [])];
}

/** A name made of any text: what it may not hold becomes a dash. */
export function nameFrom(text: string, max = NAME_MAX): string {
  return text.replace(OTHERS, "-").slice(0, max);
}
