/** What each cell of the guards' table must end in. Written before the cells are run, and knowing nothing of the code. */

/** What a guard asks about. The first five are fields of a user; the answer to each is how the user looks now. */
export const fields = ["roles", "accounts", "end", "enabled", "nickname", "own user", "own key"] as const;
export type Field = (typeof fields)[number];

/** What the guard is answered. Of the provider's own user and key, "equal" is that it is this one. */
export const answers = ["equal", "different", "not shown", "401", "403", "404", "500", "time-out", "foreign"] as const;
export type Answer = (typeof answers)[number];

export const operations = ["adopt", "take back", "update", "disable", "delete"] as const;
export type Operation = (typeof operations)[number];

export interface Cell {
  readonly field: Field;
  readonly answer: Answer;
  readonly operation: Operation;
}

/** `gone`: nothing is written, and that is no failure. `refused`: nothing is written, and a person reads why. */
export type Outcome = "done" | "refused" | "gone";

/** Why a cell makes no sense; undefined for one that does. */
export function nonsense({ field, operation }: Cell): string | undefined {
  if (field === "own key" && operation === "adopt") return "an adoption takes no key away";
  return undefined;
}

/** What may move the answer beside the cell itself. */
export interface Circumstances {
  /** A person has said that the adoption may change what is guarded. */
  readonly adoptChanges?: boolean;
  /** The user of an adoption is given more time, which harms nobody. */
  readonly endsLater?: boolean;
  /** A person has said that the provider may take away what it runs with. */
  readonly allowSelf?: boolean;
  /** The resource leaves the program, so that its absence is no failure. */
  readonly leaves?: boolean;
}

const isFailure = (answer: Answer): boolean => !["equal", "different", "not shown"].includes(answer);

export function expected({ field, answer, operation }: Cell, on: Circumstances = {}): Outcome {
  if (field === "own user" || field === "own key") {
    if (on.allowSelf) return "done";
    // Who is refused by the API itself is nobody, and loses nothing. Whatever else is not known may be the worst.
    return answer === "different" || answer === "401" ? "done" : "refused";
  }
  if (answer === "404" && on.leaves) return "gone";
  if (isFailure(answer)) return "refused";
  // What carries our own mark is ours, whatever became of it.
  if (operation !== "adopt") return "done";
  const isHarmless = answer === "different" && on.endsLater === true;
  return answer === "equal" || isHarmless || on.adoptChanges === true ? "done" : "refused";
}
