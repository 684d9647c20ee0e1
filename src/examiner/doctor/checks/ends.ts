/** When our own keys end, and what the responses announce about limits. */
import { keyIdOf } from "../../../client";
import { daysBetween } from "../../../rotation";
import { type Check, type Finding, fail, ok, undecided, warn } from "../check";
import type { DoctorContext } from "../context";
import { keysIn, me, ownCredentials, ownKeys, userIn } from "./own";

export const endChecks: readonly Check<DoctorContext>[] = [
  { id: "ends", title: "Our own ends", needs: ["clock", "me"], run: endsFinding },
  { id: "limits", title: "Limits", needs: ["key"], run: limitsFinding },
];

const SOON_DAYS = 30;

/** One end among those of our own users and keys. */
interface End {
  readonly day: string;
  readonly what: string;
}

async function endsFinding(context: DoctorContext): Promise<Finding> {
  const { apiKeys, apiKeyEndDate } = context.settings();
  const ends: End[] =
    apiKeyEndDate === undefined ? [] : [{ day: apiKeyEndDate, what: "the key, as apiKeyEndDate says" }];
  let open = 0;
  for (const apiKey of ownCredentials(context)) {
    const whose = apiKeys.length > 1 ? ` of ${keyIdOf(apiKey ?? apiKeys[0])}` : "";
    const user = userIn(await me(context, apiKey));
    if (user?.endDate !== undefined) ends.push({ day: user.endDate, what: `the service user${whose}` });
    const response = await ownKeys(context, apiKey);
    for (const { status = "ACTIVE", enabled = true, endDate } of response === undefined ? [] : keysIn(response)) {
      if (!enabled || status.toUpperCase() !== "ACTIVE") continue;
      if (endDate === undefined) open += 1;
      else ends.push({ day: endDate, what: `a key of our user${whose}` });
    }
  }
  return finding(ends, open, context.today());
}

function finding(given: readonly End[], open: number, day: string): Finding {
  const ends = [...given].sort((a, b) => (a.day < b.day ? -1 : 1));
  const [first, last] = [ends[0], ends.at(-1)];
  const without = open === 0 ? [] : [`${open} of our keys ${open === 1 ? "has" : "have"} no end date.`];
  if (first === undefined || last === undefined)
    return undecided("nothing of ours shows an end date", undefined, without);
  const latest = last === first ? "" : `; the last is ${last.what} on ${last.day}`;
  const left = daysBetween(day, first.day);
  const found = `the first is ${first.what} on ${first.day}${latest}`;
  const remedy =
    "Make another key before that day, put it into apiKey, then delete the old one; extend the user if it ends.";
  if (left < 0) return fail(`${found}: it has passed`, remedy, without);
  return left <= SOON_DAYS
    ? warn(`${found}: ${left} ${left === 1 ? "day" : "days"} left`, remedy, without)
    : ok(found, without);
}

const ANNOUNCES = /rate-?limit|^retry-after$|quota/;

async function limitsFinding(context: DoctorContext): Promise<Finding> {
  const response = await me(context);
  const announced = response.headers.filter((name) => ANNOUNCES.test(name));
  const { rateLimits } = context.settings();
  const kept =
    rateLimits.length === 0
      ? "off (rateLimits)"
      : rateLimits.map(({ requests, windowSeconds }) => `${requests} in ${windowSeconds} s`).join(", ");
  const details = [
    ...announced.map((name) => `${name}: ${response.header(name) ?? ""}`),
    `The client keeps to: ${kept}.`,
  ];
  return announced.length === 0
    ? undecided("the API announces none in its headers", undefined, details)
    : ok(`${announced.length} announced in headers: compare them with rateLimits`, details);
}
