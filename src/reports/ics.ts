import { createHash } from "node:crypto";
import { ICalAlarmType, ICalCalendar, ICalEventTransparency } from "ical-generator";
import { printable } from "../basics/printable";
import type { PlanEvent, PlanRow, RotationPlan } from "../plan";
import { addDays, daysBetween } from "../rotation";
import { kindOf, stackOf } from "./words";

/** What a calendar shows of a row. */
interface Entry {
  readonly what: PlanEvent["event"] | "deadline";
  readonly on: string;
  readonly summary: string;
  readonly description: string;
  /** Days before it on which a reader is reminded. */
  readonly alarms: readonly number[];
}

/**
 * A plan as a calendar to subscribe to: all-day events in UTC. The id of an event is made of the key and of what comes to it, not of
 * the day, so that an event that moves is the same event.
 */
export function ics(plan: RotationPlan): string {
  const stamp = instant(plan.asOf);
  const sequence = daysBetween("1970-01-01", plan.asOf); // grows with every day of publication
  const calendar = new ICalCalendar({
    name: "DigiCert ONE users and keys",
    prodId: { company: "pulumi-digicert-one", product: "plan", language: "EN" },
    ttl: 24 * 60 * 60,
  });
  for (const row of plan.rows) {
    for (const { what, on, summary, description, alarms } of entriesOf(row, plan.asOf)) {
      const event = calendar.createEvent({
        id: idOf(row, what),
        sequence,
        stamp,
        start: instant(on),
        ...(on < LAST_DAY && { end: instant(addDays(on, 1)) }), // without an end it takes one day as well
        allDay: true,
        summary: printable(summary),
        description: printable(description),
        categories: [{ name: what }],
        transparency: ICalEventTransparency.TRANSPARENT,
      });
      for (const days of alarms) {
        const trigger = days * 24 * 60 * 60;
        event.createAlarm({ type: ICalAlarmType.display, trigger, description: printable(summary) });
      }
    }
  }
  return `${calendar.toString()}\r\n`;
}

/** The last one that a calendar can write: years have four digits. */
const LAST_DAY = "9999-12-31";

const instant = (day: string): Date => new Date(`${day}T00:00:00Z`);

function idOf(row: PlanRow, what: Entry["what"]): string {
  const { project, stack, urn, role, label } = row;
  const identity = JSON.stringify([project, stack, urn, role, label, what]);
  return `${createHash("sha256").update(identity).digest("hex").slice(0, 32)}@pulumi-digicert-one`;
}

/** What comes to a row, and its last day, which is a deadline for the runs that come before it. */
function entriesOf(row: PlanRow, asOf: string): Entry[] {
  const { endDate, events } = row;
  const entries = events.flatMap((event) => entryOf(row, event));
  if (endDate === null || endDate < asOf || row.status === "DISABLED" || events.some(({ event }) => event === "end"))
    return entries;
  const first = events[0] === undefined ? "" : `, unless a run comes before (${events[0].event} on ${events[0].on})`;
  const summary = `${nameOf(row)}: last day${first}`;
  return [...entries, { what: "deadline", on: endDate, summary, description: about(row), alarms: [3] }];
}

function entryOf(row: PlanRow, { event: what, on, endDate }: PlanEvent): Entry[] {
  const name = nameOf(row);
  const why = row.action === "none" ? "" : ` Why: ${row.reason}.`;
  const until = endDate === null ? "has no end" : `ends on ${endDate}`;
  const entry = (summary: string, text: string, ...alarms: number[]): Entry[] => [
    { what, on, summary: `${name}: ${summary}`, description: `${text} ${about(row)}`, alarms },
  ];
  switch (what) {
    case "extend":
      return entry("is extended", `From this day on a run moves its end: it then ${until}.`, 1);
    case "rotate":
      return entry("rotates", `From this day on a run makes the key after it, which ${until}.${why}`, 7);
    case "retire":
      return entry("is disabled", "From this day on a run disables it: whoever still uses it is refused.", 7, 1);
    case "remove":
      return entry("is deleted", "From this day on a run deletes it.");
    case "end":
      return entry("ends", `It works on this day for the last time, and no run changes that: ${row.reason}.`, 30, 7, 1);
  }
}

const nameOf = (row: PlanRow): string => `${row.name} (${kindOf(row)}, ${stackOf(row)})`;

function about({ label, user, warnings }: PlanRow): string {
  const facts = [...(label === null ? [] : [`In DigiCert ONE: ${label}`]), ...(user === null ? [] : [`user ${user}`])];
  return [`${facts.join(", ")}.`, ...warnings.map(({ text }) => text)].join(" ");
}
