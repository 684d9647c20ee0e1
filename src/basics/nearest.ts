/** Which of the known names a person may have meant. */

/**
 * The known name that is nearest to one that is not known; undefined where none is near. Case, dashes and underscores make no
 * difference, and a name may be cut short: `overlap` is near to `overlapDays`.
 *
 * @example nearest("baseURL", ["region", "baseUrl"]) // "baseUrl"
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = folded(name);
  let found: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const each of known) {
    const other = folded(each);
    const edits = editsBetween(wanted, other);
    if (edits >= least || !isNear(wanted, other, edits)) continue;
    found = each;
    least = edits;
  }
  return found;
}

/** The question that a message asks, with a space before it; empty where no name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : ` Did you mean ${meant}?`;
}

/** The same question about a name that people gave to something, in quotes, with a space behind it. */
export function didYouMeanNamed(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : `Did you mean "${meant}"? `;
}

const folded = (name: string): string => name.replace(/[-_]/g, "").toLowerCase();

/** Names of a third of other letters are no longer alike. A beginning of four letters says what was meant. */
function isNear(one: string, other: string, edits: number): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return edits <= Math.floor(long.length / 3) || (short.length >= 4 && long.startsWith(short));
}

/** How many letters to add, drop, change or swap with the next one (optimal string alignment). */
function editsBetween(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line[column] = Math.min(
        at(last, column) + 1,
        at(line, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = line;
  }
  return at(last, other.length);
}

const at = (line: readonly number[], column: number): number => line[column] ?? Number.POSITIVE_INFINITY;
