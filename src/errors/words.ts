/** Parts of messages: pure but for the secrets that this process knows. */
import { printable } from "../basics/printable";
import { scrub } from "../redaction";

const LONGEST_QUOTE = 160;

/** A text with a full stop, unless it, or a quote at its end, has one. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /[.!?:]"?$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Words of others as a message shows them: a page of them would hide what to do. They lose their secrets before they are cut. */
export function shortened(words: string, most = LONGEST_QUOTE): string {
  const clean = printable(scrub(words)).replace(/\s+/g, " ").trim();
  return clean.length > most ? `${clean.slice(0, Math.max(0, most - 1))}…` : clean;
}

/** Names as a message lists them: as many as there is room for, one at least. */
export function listed(names: readonly string[], most = LONGEST_QUOTE): string {
  if (names.length === 0) return "none";
  let length = 0;
  const shown = names.filter((name, at) => {
    length += name.length + 2;
    return at === 0 || length <= most;
  });
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}

/** A duration in the words of a person: `45 s`, `12 min`, `12 min 30 s`. */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}
