/** What a preview says of an API key: one sentence for each thing that happens to it, for people who do not know it. Pure. */
import { type Props, requestedEnd, text } from "../host/state";
import { becauseDue, endsOn, movedEnd, REFUSED, switched } from "./words";

/** What happens to a key that there is. */
export function apiKeyEvents(olds: Props, news: Props, diff: { replaces: readonly string[]; today: string }): string[] {
  if (diff.replaces.length > 0) return [replaced(olds, news, diff)];
  const moved = movedEnd(requestedEnd(olds), news.endDate);
  const events = [moved && `${moved}.`, switched(olds.enabled ?? true, news.enabled ?? true, "it")];
  return events.filter((sentence) => sentence !== undefined);
}

function replaced(olds: Props, news: Props, diff: { replaces: readonly string[]; today: string }): string {
  const gone = text(olds, "onDestroy") === "disable" ? "disabled" : "deleted";
  const end = text(olds, "endDate");
  const hasEnded = end !== "" && end < diff.today;
  const affects = hasEnded
    ? `The old one ended on ${end}: ${REFUSED}`
    : "Consumers outside of this program need the new value by then";
  const off = news.enabled === false ? " The new key is disabled: it opens nothing before it is enabled." : "";
  return (
    `is replaced, ${why(olds, diff)}. A new key is made that ${endsOn(news.endDate)}; ` +
    `the old one is ${gone} at the end of this run. ${affects}.${off}`
  );
}

function why(olds: Props, { replaces, today }: { replaces: readonly string[]; today: string }): string {
  if (replaces.includes("serviceUserId")) return "because its service user changed";
  if (replaces.includes("triggers")) return "because triggers changed";
  const end = text(olds, "endDate");
  const on = text(olds, "rotateOn");
  if (end !== "" && end < today) return `because it ended on ${end}`;
  if (end !== "" && end < requestedEnd(olds)) return `because the server granted it until ${end} only`;
  if (on !== "" && on <= today) return becauseDue({ today, on, endDate: end });
  return "because under its new lifetime it would be due already";
}
