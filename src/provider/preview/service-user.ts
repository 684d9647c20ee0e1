/** What a preview says of a service user: one sentence for each thing that happens to it. Pure. */
import { flag, number, type Props, requestedEnd, text } from "../host/state";
import { movedEnd, switched } from "./words";

/** What happens to a user that there is. */
export function serviceUserEvents(olds: Props, news: Props, { asksAgain }: { asksAgain: boolean }): string[] {
  const ends = asksAgain ? again(olds, news) : end(olds, news);
  const events = [ends, switched(olds.enabled, news.enabled, "one of its keys"), unfinished(olds, news)];
  return events.filter((each) => each !== undefined);
}

/** What may happen to a user that is to be made: its nickname may have a holder. */
export function adoptionEvents(news: Props): string[] {
  const id = text(news, "adoptId");
  if (id !== "") return [`takes over the service user ${id}.`];
  if (text(news, "onDuplicate") !== "adopt") return [];
  return ["takes over the service user that holds its nickname, if there is one; otherwise it is made."];
}

function again(olds: Props, news: Props): string {
  return `was granted until ${text(olds, "endDate")} only: the end ${text(news, "endDate")} is asked for again.`;
}

function end(olds: Props, news: Props): string | undefined {
  const [before, after] = [requestedEnd(olds), text(news, "endDate")];
  const moved = movedEnd(before, after);
  if (moved === undefined) return undefined;
  const isExtended = number(news, "lifetimeDays") !== undefined && before !== "" && after > before;
  if (isExtended) return `is extended: it ends on ${after} instead of ${before}.`;
  return after === "" ? `${moved}.` : `${moved}; its keys end then at the latest.`;
}

function unfinished(olds: Props, news: Props): string | undefined {
  if (flag(olds, "lostInitialKey", false) || (news.initialKey === "delete" && text(olds, "initialApiKeyId") !== "")) {
    return "loses the API key that came with it: whoever uses that key is refused from this run on.";
  }
  return undefined;
}
