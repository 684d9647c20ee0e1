/** What a preview says of a service user: one sentence for each thing that happens to it. Pure. */
import { endsWithUser, parseDay } from "../../rotation";
import { flag, number, type Props, requestedEnd, text } from "../host/state";
import { movedEnd, switched } from "./words";

/** What happens to a user that there is. */
export function serviceUserEvents(olds: Props, news: Props, { asksAgain }: { asksAgain: boolean }): string[] {
  const ends = asksAgain ? again(olds, news) : end(olds, news);
  const events = [
    ends,
    switched(olds.enabled ?? true, news.enabled ?? true, "one of its keys"),
    unfinished(olds, news),
  ];
  return events.filter((each) => each !== undefined);
}

/** What may happen to a user that is to be made: its nickname may have an owner. */
export function adoptionEvents(news: Props): string[] {
  const id = text(news, "adoptId");
  if (id !== "") return [`takes over the service user ${id}${otherOwner(news)}.`];
  if (text(news, "onDuplicate") !== "adopt") return [];
  const existing = `the service user that holds its nickname${otherOwner(news)}, if there is one`;
  return [`takes over ${existing}; otherwise it is made.`];
}

/** Whom the program lets it be taken from. */
function otherOwner(news: Props): string {
  const owner = text(news, "adoptFrom");
  return owner === "" ? "" : ` (also from its owner ${owner}, who then leaves it alone)`;
}

function again(olds: Props, news: Props): string {
  return `was granted until ${text(olds, "endDate")} only: the end ${text(news, "endDate")} is asked for again.`;
}

function end(olds: Props, news: Props): string | undefined {
  const [before, after] = [requestedEnd(olds), text(news, "endDate")];
  const moved = movedEnd(before, after);
  if (moved === undefined) return undefined;
  const isExtended = number(news, "lifetimeDays") !== undefined && before !== "" && after > before;
  const too = isKeyKept(olds, news) ? " The end of the API key that came with it moves too." : "";
  if (isExtended) return `is extended: it ends on ${after} instead of ${before}.${too}`;
  return after === "" ? `${moved}.` : `${moved}; its keys end then at the latest.`;
}

/** Whether its first key is kept, and ends no sooner than the user: its end follows. */
function isKeyKept(olds: Props, news: Props): boolean {
  if (news.initialKey !== "keep" || text(olds, "initialApiKeyId") === "") return false;
  return endsWithUser({
    endDate: parseDay(olds.initialApiKeyEndDate),
    userEndDate: parseDay(olds.endDate),
  });
}

function unfinished(olds: Props, news: Props): string | undefined {
  const deletes = text(news, "initialKey", "delete") === "delete";
  if (flag(olds, "lostInitialKey", false) || (deletes && text(olds, "initialApiKeyId") !== "")) {
    return "loses the API key that came with it: whoever uses that key is refused from this run on.";
  }
  return undefined;
}
