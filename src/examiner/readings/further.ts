/** What holds where a further variant was found. The emulator speaks them under the same names. */
export const furtherStatements: Readonly<Record<string, string>> = {
  "masked-first-key": "The value of a first key comes masked.",
  "token-id-is-value": "The value of a first key stands in token_id alone.",
  "single-key": "A user holds only the key that it was made with.",
  "token-end-date-fixed": "The end date of a key cannot be changed.",
  "paged-lists": "Every list comes in the envelope items, total, offset, limit.",
};
