import { daysBetween } from "./days";
import type { UserEnd } from "./user-end";
import { describeEnd, WARN_WITHIN_DAYS } from "./window";

/** What {@link keptKeyWarning} decides from. */
export interface KeptKeyFacts {
  readonly today: string;
  /** The end of the key that came with the user; absent: it has none, or none is known. */
  readonly endDate?: string | undefined;
  /** The end of the user as granted; absent: it has none. */
  readonly userEndDate?: string | undefined;
}

/** Whether the key ends with its user or after it: what becomes of the user becomes of the key. */
export function endsWithUser({ endDate, userEndDate }: Omit<KeptKeyFacts, "today">): boolean {
  return userEndDate !== undefined && (endDate === undefined || endDate >= userEndDate);
}

/** What to say of a key that came with its user, never rotates, and is to end before it. */
export function keptKeyWarning(facts: KeptKeyFacts): string | undefined {
  const { today, endDate } = facts;
  if (endDate === undefined || endsWithUser(facts) || daysBetween(today, endDate) > WARN_WITHIN_DAYS) return undefined;
  return `The initial API key that came with the user ${describeEnd(today, endDate)}, before its user, and never rotates: make an ApiKey for what uses it, then set initialKey to "delete".`;
}

/** The first day on which the key gets another end, with its user; undefined where none comes. */
export function keptKeyMovesOn(facts: KeptKeyFacts, user: UserEnd): string | undefined {
  if (!endsWithUser(facts)) return undefined;
  return user.moves || user.asksAgain ? facts.today : user.extendOn;
}
