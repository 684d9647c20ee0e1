/** Check and diff of the retirement of the previous key of a `RotatingApiKey`: pure. */
import { decideRetirement } from "../../../rotation";
import {
  type CheckOutcome,
  type DiffOutcome,
  hasUnknown,
  number,
  type PlanHandlers,
  type Props,
  sameJson,
  text,
  UNKNOWN,
} from "../../host/state";
import { retirementEvents } from "../../preview/pair";
import { EMPTY_ID } from "../slot/plan";

/** What a retirement knows and has decided, after check. */
export interface RetirementInputs {
  currentKeyId: string;
  currentCreatedAt: string;
  /** Empty when there is no previous key. */
  previousKeyId: string;
  previousName: string;
  previousEndDate: string;
  previousFingerprint: string;
  /** The user of both keys; empty in states from before it was kept. */
  serviceUserId: string;
  overlapDays: number;
  use: string;
  /** `YYYY-MM-DD`: the first day on which a run disables the previous key; empty when there is none. */
  retireOn: string;
  /** The previous key's id once it is to be disabled; empty before. */
  retiredKeyId: string;
}

/**
 * A retirement as stored: its inputs, what it decided, and where the keys of its user live. It has no object of its own there:
 * a state from before this was kept learns the host with the first key that it disables or enables.
 */
export interface RetirementState extends RetirementInputs {
  host: string;
  accountId: string;
}

/** Everything that a state of a retirement may hold. */
const stateNames = Object.keys({
  ...{ currentKeyId: true, currentCreatedAt: true, serviceUserId: true, overlapDays: true, use: true },
  ...{ previousKeyId: true, previousName: true, previousEndDate: true, previousFingerprint: true },
  ...{ retireOn: true, retiredKeyId: true, accountId: true, host: true },
} satisfies Record<keyof RetirementState, true>);

/** What the engine asks of a retirement in every run. */
export const retirementPlan: PlanHandlers = {
  kind: "retirement of the previous API key",
  stateNames,
  isRemote: () => false,
  subject: (props) => `previous API key ${text(props, "previousName") || text(props, "previousKeyId") || "(none)"}`,
  check: checkRetirement,
  diff: diffRetirement,
};

/**
 * Decides from the slots' outputs when the previous key is disabled. The slots of one run are made at the same time, so
 * while anything of them is unknown nothing is retired.
 */
export function checkRetirement(olds: Props, news: Props, context: { today: string }): CheckOutcome {
  if (hasUnknown(news)) return { inputs: { ...news, retireOn: UNKNOWN, retiredKeyId: UNKNOWN }, failures: [] };
  const keyIdOrNone = (id: string) => (id === EMPTY_ID ? "" : id);
  const previousKeyId = keyIdOrNone(text(news, "previousKeyId"));
  const { retireOn, retiredKeyId } = decideRetirement({
    today: context.today,
    currentCreatedOn: keyIdOrNone(text(news, "currentKeyId")) === "" ? "" : text(news, "currentCreatedAt"),
    previousKeyId,
    overlapDays: number(news, "overlapDays") ?? 0,
    use: news.use === "previous" ? "previous" : "newest",
    old: { retiredKeyId: text(olds, "retiredKeyId") },
  });
  return { inputs: { ...news, previousKeyId, retireOn, retiredKeyId }, failures: [] };
}

/** Whatever differs is done in place. What a state lacks is no difference: that it does not know the keys' user yet neither. */
export function diffRetirement(olds: Props, news: Props): DiffOutcome {
  const before: Props = { ...retirementInputs(olds) };
  const known = (property: string) => property !== "serviceUserId" || before[property] !== "";
  const changes = Object.keys(news).some((property) => known(property) && !sameJson(before[property], news[property]));
  return { changes, replaces: [], events: retirementEvents(olds, news) };
}

/** Reads settled inputs back with their types. */
export function retirementInputs(props: Props): RetirementInputs {
  return {
    currentKeyId: text(props, "currentKeyId"),
    currentCreatedAt: text(props, "currentCreatedAt"),
    previousKeyId: text(props, "previousKeyId"),
    previousName: text(props, "previousName"),
    previousEndDate: text(props, "previousEndDate"),
    previousFingerprint: text(props, "previousFingerprint"),
    serviceUserId: text(props, "serviceUserId"),
    overlapDays: number(props, "overlapDays") ?? 0,
    use: text(props, "use", "newest"),
    retireOn: text(props, "retireOn"),
    retiredKeyId: text(props, "retiredKeyId"),
  };
}
