/** Words that previews use of keys of every kind, and of users. Pure. */
import { describeEnd } from "../../rotation";
import { UNKNOWN } from "../host/state";

/** `"ends on 2027-02-20"`. */
export function endsOn(endDate: unknown): string {
  if (endDate === UNKNOWN) return "ends on a day that the run finds out";
  return typeof endDate === "string" && endDate !== "" ? `ends on ${endDate}` : "has no end";
}

/** What a key that has ended means to whoever still uses it. */
export const REFUSED = "consumers outside of this program are refused until they have the new value";

/** `"because it has been due since 2027-03-02 (it ends in 27 days, on 2027-04-01)"`. */
export function becauseDue(
  { today, on, endDate }: Readonly<Record<"today" | "on" | "endDate", string>>,
  it = "it",
): string {
  const due = on === today ? "it is due today" : `it has been due since ${on}`;
  return `because ${due} (${it} ${describeEnd(today, endDate)})`;
}

/** How an end moves, in words without a full stop; undefined where it stays, or where nobody knows yet. */
export function movedEnd(before: string, after: unknown): string | undefined {
  if (typeof after !== "string" || after === UNKNOWN || after === before) return undefined;
  if (after === "") return `loses its end: it ended on ${before}, and has none from this run on`;
  if (before === "") return `is given an end: it works until the end of ${after} (UTC)`;
  const how = after > before ? "later" : "earlier";
  return `ends ${how}: on ${after} instead of ${before}`;
}

/** What a switch means to whoever uses the keys; undefined where it stays as it is. */
export function switched(before: unknown, after: unknown, keys: "it" | "one of its keys"): string | undefined {
  if (before === true && after === false) return `is disabled: whoever uses ${keys} is refused from this run on.`;
  const open = keys === "it" ? "it opens" : "its keys open";
  if (before === false && after === true) return `is enabled: ${open} the API again from this run on.`;
  return undefined;
}
