/** What a preview says of a pair of API keys: one sentence for each thing that happens to it. Pure. */
import { addDays } from "../../rotation";
import { number, type Props, sameJson, text, UNKNOWN } from "../host/state";
import { becauseDue, endsOn, movedEnd, REFUSED } from "./words";

/** What happens to a pair as its schedule moves on. */
export function scheduleEvents(olds: Props, news: Props, today: string): string[] {
  const before = number(olds, "generation");
  const after = number(news, "generation");
  if (before === undefined || after === undefined) return [];
  if (after > before) return [rotates(olds, news, today)];
  const moved = movedEnd(text(olds, "endDate"), news.endDate);
  return moved === undefined ? [] : [`its newest key ${moved}.`];
}

function rotates(olds: Props, news: Props, today: string): string {
  const made = `a new key is made that ${endsOn(news.endDate)}`;
  if (news.hasPrevious === false) {
    const why = sameJson(olds.revoke ?? {}, news.revoke ?? {}) ? "its service user changed" : "revoke changed";
    return `rotates, because ${why}: ${made}. Both older keys are deleted at the end of this run: whoever still uses one is refused from then on.`;
  }
  const end = text(olds, "endDate");
  const on = text(olds, "rotateOn");
  const why = sameJson(olds.triggers ?? {}, news.triggers ?? {})
    ? on !== "" && on <= today
      ? becauseDue({ today, on, endDate: end }, "its newest key")
      : "because under its new lifetime it would be due already"
    : "because triggers changed";
  if (end !== "" && end < today) return `rotates, ${why}: ${made}. The present key ended on ${end}: ${REFUSED}.`;
  const overlap = addDays(today, number(news, "overlapDays") ?? 0);
  // The overlap counts from the day on which the new key is really made.
  const until =
    end < overlap
      ? `until it ends on ${end}`
      : `until ${overlap} at the earliest: the first run on or after that day disables it`;
  const by = end < overlap ? end : overlap;
  return `rotates, ${why}: ${made}. The present key works ${until}. Consumers outside of this program need the new value by ${by}.`;
}

/** What happens to the key in one of the two slots. */
export function slotEvents(olds: Props, diff: { replaces: readonly string[]; today: string }): string[] {
  if (diff.replaces.length === 0 || text(olds, "name") === "") return [];
  const end = text(olds, "endDate");
  if (end !== "" && end < diff.today) return [`ended on ${end}, and is deleted at the end of this run.`];
  return ["is deleted at the end of this run."];
}

/** What is made up for: a key that an earlier run could not make. */
export function lateMintEvents(olds: Props, news: Props, today: string): string[] {
  const since = text(news, "issuedOn");
  const isNew = text(olds, "generation") !== text(news, "generation") && news.generation !== UNKNOWN;
  if (!isNew || since === "" || since === UNKNOWN || since >= today) return [];
  return [
    `the key that was due on ${since} could not be made. This run makes one that ${endsOn(news.endDate)}; the key before it goes on working until the overlap is over, and consumers outside of this program need the new value by then.`,
  ];
}

/** What happens to the previous key when the overlap is over, or consumers go back to it, or leave it again. */
export function retirementEvents(olds: Props, news: Props): string[] {
  const before = text(olds, "retiredKeyId");
  const after = text(news, "retiredKeyId");
  const use = text(news, "use");
  const isMoved = text(olds, "use", "newest") !== use && text(news, "previousKeyId") !== "";
  const isEnabled = after === "" && before !== "" && use === "previous";
  if (isMoved && use === "previous") {
    const why = 'because use is "previous"';
    const got = isEnabled
      ? `is enabled again, ${why}: consumers get it in this run`
      : `goes to consumers again in this run, ${why}`;
    const end = text(news, "previousEndDate");
    const until = end === "" ? "" : ` It works until ${end}.`;
    return [`${got}.${until} Nothing rotates or retires before use is "newest" again.`];
  }
  if (isEnabled) return ['is enabled again, because use is "previous".'];
  const left =
    isMoved && use === "newest" ? ["is replaced by the newest key: consumers get that one in this run."] : [];
  if (after === before || after === UNKNOWN || after === "") return left;
  return [
    ...left,
    `is disabled in this run: both keys worked until the overlap ended on ${text(news, "retireOn")}. Whoever still uses this one is refused from this run on. The next rotation deletes it.`,
  ];
}
