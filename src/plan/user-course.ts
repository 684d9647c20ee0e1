import { addDays } from "../rotation";
import { askedOf, planUser } from "./decide";
import type { PlanFacts, PlanUser } from "./types";

/** A day on which a run gives a user another end, and that end. */
interface Move {
  readonly on: string;
  readonly endDate: string | undefined;
}

/** The ends that daily runs give to a user, one after the other; for ever, where it has a lifetime. */
function* movesOf(facts: PlanFacts, today: string): Generator<Move> {
  let now = facts;
  let day = today;
  for (;;) {
    const plan = planUser(now, day);
    const { endDate, extendOn } = plan;
    let next = addDays(day, 1);
    if (plan.moves || plan.asksAgain) {
      yield { on: day, endDate };
      now = { ...now, endDate, askedEndDate: endDate ?? null, grantedOn: undefined };
    } else {
      if (extendOn === undefined) return;
      if (extendOn > day) next = extendOn; // on the day of a grant no more would be granted
    }
    if (next <= day) return; // the calendar ends here
    day = next;
  }
}

/** The user of a key after the run of a day, where one comes each day from `today` on. */
export function userOn(user: PlanUser, day: string, today: string): PlanUser {
  let { endDate } = user;
  if (user.facts === undefined || day === today) return user;
  for (const move of movesOf(user.facts, today)) {
    if (move.on > day) break;
    endDate = move.endDate;
  }
  return { ...user, endDate };
}

/** The first day after a day on which the end of a key moves with its user's; undefined where the user does not cap it. */
export function capMovesOn(key: PlanFacts, day: string, today: string): string | undefined {
  const { user } = key;
  if (user?.facts === undefined || user.endDate === undefined) return undefined;
  const asked = askedOf(key);
  if (asked !== undefined && asked < user.endDate) return undefined;
  for (const { on } of movesOf(user.facts, today)) if (on > day) return on;
  return undefined;
}
