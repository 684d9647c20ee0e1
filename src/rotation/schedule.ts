import { type ApiKeyDates, planApiKeyDates } from "./api-key";
import { addDays } from "./days";
import { defaultOverlap, type PolicyProblem } from "./policy";
import { defaultWindow, describeEnd, isDue, rotateOn, rotationGains } from "./window";

/** The two slots that a rotating key alternates between. */
export type Slot = "a" | "b";

/** What a schedule has decided, as check stores it. */
export interface Schedule {
  /** Counts the rotations of this schedule, from 1. */
  readonly generation: number;
  readonly issuedOn: string;
  readonly endDate: string;
  /** The slot that holds the newest key. */
  readonly currentSlot: Slot;
  /** Whether the other slot holds the key before it; false at first and after `revoke`. */
  readonly hasPrevious: boolean;
}

/** The policy of a pair of keys that overlap. */
interface ScheduleArgs {
  readonly lifetimeDays: number;
  readonly rotateBeforeDays?: number | undefined;
  readonly overlapDays?: number | undefined;
  /** `"previous"`: consumers are back on the previous key, so rotation and retirement hold. */
  readonly use?: "newest" | "previous" | undefined;
}

/** What {@link advanceSchedule} decides from. */
export interface ScheduleFacts {
  readonly today: string;
  /** Absent for a new schedule. */
  readonly old?: Schedule | undefined;
  readonly args: ScheduleArgs;
  readonly serviceUserEndDate?: string | undefined;
  /** `triggers` changed: rotate now, with overlap. */
  readonly triggersChanged?: boolean | undefined;
  /** `revoke` changed to something: rotate now and remove both older keys in the same run. */
  readonly revoked?: boolean | undefined;
  /** The keys belong to another service user from now on: rotate now; the other user's keys go. */
  readonly userChanged?: boolean | undefined;
  /** The program ignores changes of what a schedule decides: time alone rotates nothing. */
  readonly isFrozen?: boolean | undefined;
}

/** The schedule from this run on, or the reason why the arguments cannot be followed today. */
export interface ScheduleDecision {
  /** `rotateOn`: empty while no rotation can gain life. */
  readonly schedule: Schedule & { readonly rotateOn: string };
  readonly rotates: boolean;
  readonly reason: string;
  readonly warning?: string;
  /** Set when the run must fail in check; the schedule is then the old one. */
  readonly problem?: PolicyProblem;
}

/** The slot that does not hold the newest key. */
export function otherSlot(slot: Slot): Slot {
  return slot === "a" ? "b" : "a";
}

/** What a slot holds for a pair: the newest key, the one before it, or none. */
export type SlotRole = "current" | "previous" | "empty";

/** What a slot is to the pair under a schedule. */
export function slotRole(slot: Slot, schedule: Pick<Schedule, "currentSlot" | "hasPrevious">): SlotRole {
  if (slot === schedule.currentSlot) return "current";
  return schedule.hasPrevious ? "previous" : "empty";
}

/**
 * Names the key that belongs into a slot, across all schedules there ever were: with the schedule's own id in it, a
 * schedule that is made anew revives no key of the one before it.
 */
export function generationId(scheduleId: string, generation: number, role: SlotRole): string {
  if (role === "empty") return "";
  return `${scheduleId}-${role === "current" ? generation : generation - 1}`;
}

/**
 * Moves the schedule of a `RotatingApiKey` on, in check, so that a preview shows the rotation.
 *
 * A rotation always mints into the other slot: the newest key becomes the previous one, and the one before it goes. It
 * happens when the newest key is due and a new one would live longer (see {@link planApiKeyDates}), on `triggers`, on
 * `revoke` and for another service user; the last two leave no previous key.
 *
 * `triggers` during an overlap would take a key away from consumers that may still use it, so it is refused with the day on
 * which the overlap ends; `revoke` is the way through. While `use` is `"previous"` nothing rotates.
 */
export function advanceSchedule(facts: ScheduleFacts): ScheduleDecision {
  const { today, old, args } = facts;
  const { lifetimeDays, rotateBeforeDays, use } = args;
  const demanded = facts.triggersChanged === true || facts.revoked === true || facts.userChanged === true;
  const dates = planApiKeyDates({
    today,
    old,
    args: { lifetimeDays, rotateBeforeDays },
    serviceUserEndDate: facts.serviceUserEndDate,
    mustReplace: demanded,
    isFrozen: facts.isFrozen,
  });
  if (old === undefined) return decision(facts, first(dates), false, "new schedule", dates.warning);

  const problem = refusal(facts, old);
  if (problem !== undefined) return { ...decision(facts, old, false, "refused"), problem };
  if (use === "previous") return onPrevious(facts, old, dates);
  if (facts.isFrozen && !demanded) return decision(facts, old, false, "held: ignoreChanges", dates.warning);
  if (!dates.replaces) return decision(facts, carried(old, dates), false, dates.reason, dates.warning);
  const next: Schedule = {
    generation: old.generation + 1,
    ...lifeOf(dates),
    currentSlot: otherSlot(old.currentSlot),
    hasPrevious: facts.revoked !== true && facts.userChanged !== true,
  };
  return decision(facts, next, true, demanded ? demandReason(facts) : dates.reason, dates.warning);
}

/** The day on which the overlap after the newest rotation ends, as planned; undefined when there is no previous key. */
function overlapEndsOn(schedule: Schedule, args: ScheduleArgs): string | undefined {
  const overlap = args.overlapDays ?? defaultOverlap(args.lifetimeDays, args.rotateBeforeDays);
  return schedule.hasPrevious ? addDays(schedule.issuedOn, overlap) : undefined;
}

function refusal(facts: ScheduleFacts, old: Schedule): PolicyProblem | undefined {
  const { today, args, triggersChanged, revoked } = facts;
  if (args.use === "previous" && (triggersChanged || revoked || facts.userChanged)) {
    const property = revoked ? "revoke" : triggersChanged ? "triggers" : "serviceUser";
    const reason = `${property} changed while use is "previous": the rotation would remove the key that consumers use. Set use to "newest" first, or in the same update.`;
    return { property, reason };
  }
  const overlapEnds = overlapEndsOn(old, args);
  if (!triggersChanged || revoked || facts.userChanged || overlapEnds === undefined || today >= overlapEnds) return;
  const reason = `triggers changed on ${today}, but the key before the newest one may be in use until the overlap ends on ${overlapEnds}, and a rotation would remove it. Change triggers on ${overlapEnds} or later; or change revoke to rotate now and remove both older keys.`;
  return { property: "triggers", reason };
}

function onPrevious(facts: ScheduleFacts, old: Schedule, dates: ApiKeyDates): ScheduleDecision {
  const schedule = facts.isFrozen || dates.replaces ? old : carried(old, dates);
  const kept = decision(facts, schedule, false, 'held: use is "previous"', dates.warning);
  const on = kept.schedule.rotateOn;
  if (on === "" || !isDue(facts.today, on)) return kept;
  const warning = `Rotation is held because use is "previous": it was due on ${on}, and the newest key ${describeEnd(facts.today, schedule.endDate)}. Set use to "newest" to let it go on.`;
  return { ...kept, warning };
}

function first(dates: ApiKeyDates): Schedule {
  return { generation: 1, ...lifeOf(dates), currentSlot: "a", hasPrevious: false };
}

function carried(old: Schedule, dates: ApiKeyDates): Schedule {
  const { generation, currentSlot, hasPrevious } = old;
  return { generation, ...lifeOf(dates), currentSlot, hasPrevious };
}

/** A schedule has a lifetime, so its dates always have an end. */
function lifeOf({ issuedOn, endDate = issuedOn }: ApiKeyDates): Pick<Schedule, "issuedOn" | "endDate"> {
  return { issuedOn, endDate };
}

function demandReason(facts: ScheduleFacts): string {
  if (facts.revoked) return "revoke changed: both older keys are removed";
  return facts.userChanged ? "another service user" : "triggers changed";
}

function decision(
  { args, serviceUserEndDate }: ScheduleFacts,
  { generation, issuedOn, endDate, currentSlot, hasPrevious }: Schedule,
  rotates: boolean,
  reason: string,
  warning?: string,
): ScheduleDecision {
  const window = args.rotateBeforeDays ?? defaultWindow(args.lifetimeDays);
  const on = rotationGains(endDate, serviceUserEndDate) ? rotateOn(endDate, window) : "";
  const schedule = { generation, issuedOn, endDate, rotateOn: on, currentSlot, hasPrevious };
  return { schedule, rotates, reason, ...(warning !== undefined && { warning }) };
}
