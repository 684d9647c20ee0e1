/** How long names may be in DigiCert ONE. */
export const NAME_MAX = 64;

/** Longest prefix of a key's name: `<prefix>-<end date>-<random>` has at most as many characters as a name. */
export const NAME_PREFIX_MAX = NAME_MAX - "-2027-12-31-".length - 8;
