const BREAKS = /[\t\n\r\v\f]+/g;
/** Control characters, line separators, halves of pairs, and what turns the direction of text; what joins emoji stays. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text on one line, with what cannot be seen in it spelt out: names may come from people who mean to mislead. */
export function printable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .replaceAll(BREAKS, " ")
    .replaceAll(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
