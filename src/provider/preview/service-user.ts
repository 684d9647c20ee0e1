/** What a preview says of a service user: one sentence for each thing that happens to it. Pure. */
import { flag, number, type Props, requestedEnd, text } from "../host/state";
import { movedEnd } from "./words";

/** What happens to a user that there is. */
export function serviceUserEvents(olds: Props, news: Props, { asksAgain }: { asksAgain: boolean }): string[] {
  return [asksAgain ? again(olds, news) : end(olds, news), switchedUser(olds, news), unfinished(olds, news)].filter(
    (each) => each !== undefined,
  );
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
  const moved = movedEnd(requestedEnd(olds), news.endDate);
  if (moved === undefined) return undefined;
  const isExtended = number(news, "lifetimeDays") !== undefined && text(news, "endDate") > requestedEnd(olds);
  return isExtended
    ? `is extended: it ${moved.replace("later: ", "")}`
    : `${moved.slice(0, -1)}; its keys end then at the latest.`;
}

function switchedUser(olds: Props, news: Props): string | undefined {
  if (olds.enabled === true && news.enabled === false)
    return "is disabled: whoever uses one of its keys is refused from this run on.";
  if (olds.enabled === false && news.enabled === true)
    return "is enabled: its keys open the API again from this run on.";
  return undefined;
}

function unfinished(olds: Props, news: Props): string | undefined {
  if (flag(olds, "lostInitialKey", false) || (news.initialKey === "delete" && text(olds, "initialApiKeyId") !== "")) {
    return "loses the API key that came with it: whoever uses that key is refused from this run on.";
  }
  return undefined;
}
