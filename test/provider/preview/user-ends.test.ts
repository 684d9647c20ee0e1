/** How the end of a user moves, in words: the cases that no program of `test/previews/` reaches. */
import { expect, it } from "vitest";
import { serviceUserEvents } from "../../../src/provider/preview/service-user";

it.each([
  ["2028-01-01", "", {}, "loses its end: it ended on 2028-01-01, and has none from this run on."],
  [
    "",
    "2028-01-01",
    {},
    "is given an end: it works until the end of 2028-01-01 (UTC); its keys end then at the latest.",
  ],
  [
    "",
    "2028-01-01",
    { lifetimeDays: 365 },
    "is given an end: it works until the end of 2028-01-01 (UTC); its keys end then at the latest.",
  ],
  ["2028-01-01", "2029-01-01", { lifetimeDays: 365 }, "is extended: it ends on 2029-01-01 instead of 2028-01-01."],
  [
    "2029-01-01",
    "2028-01-01",
    { lifetimeDays: 365 },
    "ends earlier: on 2028-01-01 instead of 2029-01-01; its keys end then at the latest.",
  ],
])("from %j to %j with %o", (before, after, news, words) => {
  const events = serviceUserEvents({ requestedEndDate: before }, { ...news, endDate: after }, { asksAgain: false });
  expect(events).toEqual([words]);
});

it("says nothing of an end that stays, or that nobody knows yet", () => {
  const olds = { requestedEndDate: "2028-01-01" };
  for (const endDate of ["2028-01-01", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) {
    expect(serviceUserEvents(olds, { endDate }, { asksAgain: false })).toEqual([]);
  }
});
