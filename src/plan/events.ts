import { addDays, defaultOverlap, lesserEnd } from "../rotation";
import { askedOf, decide } from "./decide";
import type { PlanEvent, PlanFacts } from "./types";
import { capMovesOn, userOn } from "./user-course";

/**
 * What comes to a user or key where a run comes each day from `today` on: each day's run decides as `decide` does, and days on
 * which nothing can change are passed over. Ends where the key is gone, or its end would move a second time.
 */
export function eventsOf(facts: PlanFacts, today: string): PlanEvent[] {
  if (facts.role === "previous") return previousEvents(facts, today, today);
  const events: PlanEvent[] = [];
  for (const { event, seen } of courseOf(facts, today, today)) {
    if (event.event === "extend" && events.some((before) => before.event === "extend")) break;
    events.push(event);
    if (event.event === "rotate") events.push(...afterRotation(seen, event, today));
  }
  return events;
}

/** An event, and what was known before it. */
interface Stage {
  readonly event: PlanEvent;
  readonly seen: PlanFacts;
}

/** What comes to a user, or to the newest key, until a rotation makes another: for ever where its end moves on and on. */
function* courseOf(facts: PlanFacts, from: string, today: string): Generator<Stage> {
  let now = facts;
  for (let day: string | undefined = from; day !== undefined; ) {
    const seen: PlanFacts = now.user === undefined ? now : { ...now, user: userOn(now.user, day, today) };
    const { action, endDate, rotatesOn } = decide(seen, day);
    if (action !== "none") yield { event: { event: action, on: day, endDate: endDate ?? null }, seen };
    if (action === "rotate") return;
    if (action === "extend") now = extended(now, endDate);
    const after = action === "extend" ? decide({ ...now, user: seen.user }, day).rotatesOn : rotatesOn;
    const next = nextDay({ ...now, user: seen.user }, after, day, today);
    const end = now.endDate;
    if (end !== undefined && end >= day && (next === undefined || next > end)) yield { event: ends(end), seen };
    day = next;
  }
}

const ends = (on: string): PlanEvent => ({ event: "end", on, endDate: null });

/** As its state will be after its end was moved, on a server that grants what is asked. */
function extended(facts: PlanFacts, endDate: string | undefined): PlanFacts {
  const after = { ...facts, endDate, askedEndDate: endDate ?? null, grantedOn: undefined };
  return facts.cameWith === undefined ? after : { ...after, cameWith: extended(facts.cameWith, endDate) };
}

/** The first day after a day on which a run may decide something else. */
function nextDay(facts: PlanFacts, rotatesOn: string | null, day: string, today: string): string | undefined {
  const since = facts.kind === "ServiceUser" ? facts.grantedOn : facts.issuedOn;
  const isLess = lesserEnd({ asked: askedOf(facts), granted: facts.endDate }) !== undefined;
  const days = [
    rotatesOn,
    capMovesOn(facts, day, today),
    // On the day of a grant nothing is done about it.
    isLess && since !== undefined && since >= day ? addDays(since, 1) : undefined,
  ];
  return days
    .filter((each) => typeof each === "string")
    .filter((each) => each > day)
    .sort()[0];
}

/** What comes to a key from the rotation on that made another. */
function afterRotation(facts: PlanFacts, { on, endDate }: PlanEvent, today: string): PlanEvent[] {
  if (facts.isUnmade) return []; // it is the key that is made
  if (facts.kind === "ApiKey") {
    if (!facts.isRetained) return [{ event: facts.isDisabledByRotation ? "retire" : "remove", on, endDate: null }];
    return facts.endDate !== undefined && facts.endDate >= on ? [ends(facts.endDate)] : [];
  }
  const newest: PlanFacts = { ...facts, issuedOn: on, endDate: endDate ?? undefined, askedEndDate: endDate };
  const slots = { isProtected: facts.isProtected ?? false, isRetained: facts.isRetained ?? false };
  const previous: PlanFacts = {
    ...facts,
    role: "previous",
    retired: false,
    retireOn: addDays(on, overlapOf(facts)),
    newest: { ...newest, otherSlot: slots },
  };
  // The run that rotates empties the slot of a key that has ended; for all else the next one is the first.
  const hasEnded = (askedOf(facts) ?? on) < on;
  return previousEvents(previous, hasEnded ? on : addDays(on, 1), today);
}

/** What comes to the previous key of a pair, in runs from a day on. */
function previousEvents(facts: PlanFacts, from: string, today: string): PlanEvent[] {
  const { endDate, newest, usesPrevious } = facts;
  const asked = askedOf(facts);
  const clearsOn = asked === undefined || usesPrevious ? undefined : later(from, addDays(asked, 1));
  const rotation = newest && rotationOf(newest, from, today);
  const leavesOn = earliest(rotation, clearsOn);
  const canRetire = facts.retired !== true && usesPrevious !== true;
  // The overlap begins when the newest key is made.
  const over = newest?.isUnmade ? addDays(from, overlapOf(newest)) : facts.retireOn;
  const retiresOn = canRetire && over !== undefined ? later(from, over) : undefined;
  const events: PlanEvent[] = [];
  const retires = retiresOn !== undefined && (leavesOn === undefined || retiresOn < leavesOn);
  if (retires) events.push({ event: "retire", on: retiresOn, endDate: null });
  const stays = facts.isProtected || facts.isRetained;
  const works = !facts.retired && !retires && endDate !== undefined && endDate >= from;
  if (works && (stays || leavesOn === undefined || endDate < leavesOn)) events.push(ends(endDate));
  if (leavesOn !== undefined && !stays) events.push({ event: "remove", on: leavesOn, endDate: null });
  return events;
}

/** The day on which a run rotates the newest key of a pair. */
function rotationOf(newest: PlanFacts, from: string, today: string): string | undefined {
  for (const { event } of courseOf({ ...newest, isUnmade: false }, from, today)) {
    if (event.event === "rotate") return event.on;
  }
  return undefined;
}

function overlapOf({ policy }: PlanFacts): number {
  const { lifetimeDays = 0, rotateBeforeDays, overlapDays } = policy;
  return overlapDays ?? defaultOverlap(lifetimeDays, rotateBeforeDays);
}

const later = (a: string, b: string): string => (a > b ? a : b);
const earliest = (...days: (string | undefined)[]): string | undefined =>
  days.filter((day) => day !== undefined).sort()[0];
