import stringWidth from "string-width";
import { printable } from "./printable";

/** How many columns of a terminal a text takes. */
export const widthOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text));

/** The lines of a table for a terminal: columns two blanks apart, wide characters counted as wide, control characters shown. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const lines = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of lines)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  const padded = (cell: string, at: number) => cell + " ".repeat((widths[at] ?? 0) - widthOf(cell));
  return lines.map((row) => row.map(padded).join("  ").trimEnd());
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a reader sees as one character has at most ten code points, as the longest emoji; marks may be piled up without end. */
const MOST_CODE_POINTS = 10;
const bounded = (part: string): string =>
  part.length <= MOST_CODE_POINTS ? part : [...part].slice(0, MOST_CODE_POINTS).join("");

/** A text in at most so many columns: what is longer loses its middle, and piles of marks on one character their top. */
export function shorten(text: string, width: number): string {
  if (text.length <= width && widthOf(text) <= width) return text;
  const parts = partsOf(text).map(bounded);
  const whole = parts.join("");
  if (widthOf(whole) <= width) return whole;
  const head = take(parts, Math.ceil((width - 1) / 2));
  const rest = width - 1 - widthOf(head.join(""));
  const tail = take(parts.slice(head.length).reverse(), rest).reverse();
  return `${head.join("")}…${tail.join("")}`;
}

/** The lines of a text in at most so many columns, broken at blanks and indented; a long word is broken anywhere. */
export function wrap(text: string, width: number, { first = "", further = "  " } = {}): string[] {
  const lines: string[] = [];
  let indent = first;
  let line = "";
  const end = () => {
    lines.push(indent + line);
    indent = further;
    line = "";
  };
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    const isLonger = widthOf(indent + longer) > width;
    if (isLonger && line !== "") end();
    line = isLonger ? word : longer;
    while (widthOf(indent + line) > width) {
      const parts = partsOf(line);
      const head = take(parts, width - indent.length);
      line = head.join("");
      end();
      line = parts.slice(head.length).join("");
    }
  }
  return [...lines, indent + line];
}

const partsOf = (text: string): string[] => [...graphemes.segment(text)].map(({ segment }) => segment);

/** As many of the first parts as fit. */
function take(parts: readonly string[], width: number): string[] {
  let left = width;
  const end = parts.findIndex((part) => {
    left -= widthOf(part);
    return left < 0;
  });
  return parts.slice(0, end < 0 ? parts.length : end);
}
