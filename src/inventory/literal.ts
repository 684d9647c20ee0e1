/** Texts of a tenant in TypeScript that is printed: whoever named a user or wrote a description writes no code. */

/**
 * What ends a line, turns it round or is not seen: controls, format characters such as those of direction, separators, private
 * and unassigned characters. A blank is none of them.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

const escaped = (text: string): string =>
  text.replace(UNSEEN, (found) =>
    Array.from({ length: found.length }, (_, at) => found.charCodeAt(at))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join(""),
  );

/** A text as a literal in double quotes: JSON, with what nobody sees escaped. */
export const quoted = (text: string): string => escaped(JSON.stringify(text));

/** A text that stands in a comment of one line. */
export const inComment = (text: string): string => escaped(text.replaceAll(/\s+/g, " ").trim());
