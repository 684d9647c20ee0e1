/** Queries are held to the contract: its schemas are the one place that says what they take. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { call } from "./harness";

let emulator: Emulator;
let paged: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off" });
  paged = await startEmulator({ rateLimits: "off", pageSize: 5 });
});
afterAll(() => Promise.all([emulator.close(), paged.close()]));

const DAYS = [
  "2027-02-30",
  "2027-02-29",
  "2027-13-01",
  "2027-00-10",
  "2027-1-1",
  "tomorrow",
  "",
  "2027-01-01T00:00:00Z",
  "+2027-01-01",
  "12027-01-01",
];

const WRONG: readonly (readonly [query: string, names: string])[] = [
  ...["from", "to"].flatMap((name) =>
    DAYS.map((day) => [`/audit-log?${name}=${encodeURIComponent(day)}`, name] as const),
  ),
  ["/audit-log?sort=sideways", "sort"],
  ["/audit-log?sort=ASC", "sort"],
  ["/audit-log?from=2027-01-01&from=2027-01-02", "from"],
  ["/audit-log?form=2027-01-01", "form"],
  ["/audit-log?__proto__=1", "__proto__"],
  ["/audit-log?toString=1", "toString"],
  ["/user?user_type=person", "user_type"],
  ["/user?user_type=", "user_type"],
  ["/api-access-token", "user_id"],
  ["/role?application_code=nothing", "application_code"],
  ["/account?limit=1", "limit"],
];

const RIGHT = [
  "/audit-log?from=2028-02-29&to=2028-12-31&sort=asc",
  "/audit-log?sort=desc&user_name=&action=CREATE",
  "/user?user_type=service",
  "/user",
  "/account",
];

describe("a query is refused, by its name", () => {
  it.each(WRONG)("%s", async (path, name) => {
    const reply = await call(emulator, "GET", path);
    expect([reply.status, reply.codes]).toEqual([400, ["invalid_request"]]);
    expect(reply.messages.join()).toContain(name);
  });
});

it.each(RIGHT)("%s is answered", async (path) => {
  expect((await call(emulator, "GET", path)).status).toBe(200);
});

describe("a list in pages", () => {
  it.each(["offset=-1", "limit=1.5", "limit=1e3", "offset=", "limit=9999999999"])("takes no %s", async (query) => {
    expect((await call(paged, "GET", `/user?${query}`)).status).toBe(400);
  });

  it.each(["offset=0&limit=1", "limit=0", "offset=999999999"])("takes %s", async (query) => {
    expect((await call(paged, "GET", `/user?${query}`)).status).toBe(200);
  });
});
