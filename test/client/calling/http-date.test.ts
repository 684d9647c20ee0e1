import { expect, it } from "vitest";
import { parseHttpDate } from "../../../src/client/calling/http-date";

const now = Date.parse("2026-11-22T12:00:00Z");
const read = (text: string): string | undefined => {
  const instant = parseHttpDate(text, now);
  return instant === undefined ? undefined : new Date(instant).toISOString().replace(".000", "");
};

const MEANT = "2026-06-03T11:00:03Z";

/** One instant as servers, gateways and frameworks write it. */
const forms = [
  "Wed, 03 Jun 2026 11:00:03 GMT",
  "wed, 03 jun 2026 11:00:03 gmt",
  "WED, 03 JUN 2026 11:00:03 GMT",
  "Wed, 3 Jun 2026 11:00:03 GMT",
  "Wed,  3 Jun 2026 11:00:03 GMT",
  "Wed,\t03 Jun 2026  11:00:03  GMT ",
  "Wed 03 Jun 2026 11:00:03 GMT",
  "Wednesday, 03 June 2026 11:00:03 GMT",
  "03 Jun 2026 11:00:03 GMT",
  "Thu, 03 Jun 2026 11:00:03 GMT", // the wrong day of the week
  "Wed, 03 Jun 2026 11:00:03 UTC",
  "Wed, 03 Jun 2026 11:00:03 UT",
  "Wed, 03 Jun 2026 11:00:03 Z",
  "Wed, 03 Jun 2026 11:00:03Z",
  "Wed, 03 Jun 2026 11:00:03",
  "Wed, 03 Jun 2026 11:00:03 +0000",
  "Wed, 03 Jun 2026 11:00:03 -0000",
  "Wed, 03 Jun 2026 11:00:03 +00:00",
  "Wed, 03 Jun 2026 13:00:03 +0200",
  "Wed, 03 Jun 2026 13:00:03 +02:00",
  "Wed, 03 Jun 2026 13:00:03 GMT+0200",
  "Wed, 03 Jun 2026 05:30:03 -0530",
  "Thu, 04 Jun 2026 01:00:03 +1400",
  "Wed, 03 Jun 2026 07:00:03 EDT",
  "Wed, 03 Jun 2026 03:00:03 PST",
  "Wed, 03-Jun-2026 11:00:03 GMT",
  "Wednesday, 03-Jun-26 11:00:03 GMT",
  "Wednesday, 3-Jun-26 11:00:03 UTC",
  "Wed, 03 Jun 26 11:00:03 GMT",
  "Wed Jun  3 11:00:03 2026",
  "Wed Jun 3 11:00:03 2026",
  "Wed Jun 03 11:00:03 2026",
  "Wed Jun  3 11:00:03 UTC 2026",
  "wed jun  3 13:00:03 +0200 2026",
  "2026-06-03T11:00:03Z",
  "2026-06-03T11:00:03.000Z",
  "2026-06-03 11:00:03+00:00",
  "2026-06-03t13:00:03+0200",
];

it.each(forms)("%s is the instant that is meant", (form) => {
  expect(read(form)).toBe(MEANT);
});

it.each([
  ["Wed, 03 Jun 2026 9:05 GMT", "2026-06-03T09:05:00Z"],
  ["Wed, 30 Sep 2026 23:59:60 GMT", "2026-09-30T23:59:59Z"],
  ["Tues, 29 Feb 2028 00:00:00 GMT", "2028-02-29T00:00:00Z"],
])("%s has what it leaves out or adds", (form, meant) => {
  expect(read(form)).toBe(meant);
});

it.each([
  "",
  "soon",
  "120",
  "Sun, 31 Feb 2027 00:00:00 GMT",
  "Mon, 29 Feb 2027 00:00:00 GMT",
  "Wed, 00 Jun 2026 11:00:03 GMT",
  "Wed, 03 Foo 2026 11:00:03 GMT",
  "Wed, 03 Ju 2026 11:00:03 GMT",
  "Wed, 03 Jun 2026 24:00:00 GMT",
  "Wed, 03 Jun 2026 11:60:00 GMT",
  "Wed, 03 Jun 2026 11:00:61 GMT",
  "Wed, 03 Jun 2026 11:00:03 XYZ",
  "Wed, 03 Jun 2026 11:00:03 +0260",
  "Wed, 03 Jun 2026 11:00:03 GMT and more",
  "Foo, 03 Jun 2026 11:00:03 GMT",
  "03.06.2026 11:00:03",
  "06/03/2026 11:00:03",
  "2026-13-03T11:00:03Z",
  "2026-06-31T11:00:03Z",
  "2026-06-03",
])("%s is no date", (text) => {
  expect(read(text)).toBeUndefined();
});
