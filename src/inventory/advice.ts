/** What a person should look at in a row of an inventory, where the warnings of a plan do not fit. */
import { isEnabled } from "../client/reading/enabled";
import type { PlanFacts, PlanWarning } from "../plan";
import { describeEnd } from "../rotation";

/** What the server shows of a user or key. */
export interface Shown {
  readonly endDate?: string | undefined;
  readonly status?: string | undefined;
}

/**
 * What a state says of a user or key, with the end and status that were seen in their place: what is there ends as the server
 * says, and a refresh brings the same into the state.
 * @param isEndShown whether no end that is shown means that there is none
 */
export function factsAsShown(facts: PlanFacts, { endDate, status }: Shown, isEndShown: boolean): PlanFacts {
  return {
    ...facts,
    endDate: endDate ?? (isEndShown ? undefined : facts.endDate),
    status: status ?? facts.status,
  };
}

/** Where the two differ; a status that is neither enabled nor disabled says nothing of that. */
export function differences(state: PlanFacts, shown: PlanFacts): PlanWarning[] {
  const isOtherEnd = state.endDate !== shown.endDate;
  const [was, is] = [isEnabled(state), isEnabled(shown)];
  const isOtherStatus = was !== undefined && is !== undefined && was !== is;
  if (!isOtherEnd && !isOtherStatus) return [];
  const described = (facts: PlanFacts) =>
    [
      ...(isOtherEnd ? [facts.endDate === undefined ? "has no end date" : `ends on ${facts.endDate}`] : []),
      ...(isOtherStatus ? [`is ${facts.status}`] : []),
    ].join(" and ");
  const text = `It ${described(shown)}, but the state says that it ${described(state)}. Run pulumi up --refresh on the stack.`;
  return [{ code: "differs", text }];
}

/** The warnings of what nobody manages: no program declares its dates, and of what has ended no second one says so. */
export function unmanagedWarnings(warnings: readonly PlanWarning[], facts: PlanFacts, today: string): PlanWarning[] {
  const isUser = facts.kind === "ServiceUser";
  const [end] = [facts.endDate, facts.user?.endDate].filter((day) => day !== undefined).sort();
  const hasEnded = warnings.some(({ code }) => code === "expired");
  return warnings.flatMap((warning) => {
    if (warning.code === "no-end") {
      const remedy = isUser
        ? "give it one by hand, or adopt it"
        : "give it one by hand, or make an ApiKey for its place";
      return [{ ...warning, text: `It has no end date, and nobody manages it: ${remedy}.` }];
    }
    if (warning.code !== "ends-soon" || end === undefined) return [warning];
    if (hasEnded) return [];
    const remedy = isUser ? "extend it by hand, or adopt it" : "replace it by hand, or make an ApiKey for its place";
    return [{ ...warning, text: `It ${describeEnd(today, end)}, and nobody manages it: ${remedy}.` }];
  });
}
