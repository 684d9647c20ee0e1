/**
 * Which reading of the open facts holds on a tenant, as far as responses to reads show it: pure, over the JSON as it came.
 * What nothing here decides is undecided, with the reason.
 */
import { openIds } from "../../contract";
import { byReading } from "./by-reading";
import type { Responses } from "./observed";

/** What is known of one fact. */
export interface Reading {
  /** Of `evidence`. */
  readonly id: string;
  readonly reading: "as-assumed" | "other" | "something-else" | "undecided";
  /** What was seen instead, as a form without values, or why it is undecided. */
  readonly note?: string;
}

/** Facts that show only when the server fails or refuses for its load. */
const SHOWN_BY_FAILURES: readonly string[] = [
  "rate-limit-code",
  "rate-limit-windows",
  "refused-requests-uncounted",
  "internal-error-code",
  "unavailable-code",
  "gateway-errors",
];

/** One line for each open fact, in the order of the evidence. */
export function readings(responses: Responses): Reading[] {
  return openIds.map((id) => {
    const decide = byReading[id];
    if (decide !== undefined) return { id, ...decide(responses) };
    const isOfFailures = SHOWN_BY_FAILURES.includes(id);
    const note = isOfFailures ? "shows only while the server refuses or fails" : "only writing shows it";
    return { id, reading: "undecided", note };
  });
}
