import { describe, expect, it } from "vitest";
import { dayOf, idsOf, instantOf, namesOf, statusOf } from "../../../src/client/reading/plain";
import { toApiKey, toAuditEntry, toServiceUser } from "../../../src/client/reading/wire";

describe("a time", () => {
  it.each([
    ["2026-12-01T12:30:00Z", "2026-12-01T12:30:00Z"],
    ["2026-12-01t12:30:00z", "2026-12-01T12:30:00Z"],
    ["2026-12-01T12:30:00.5Z", "2026-12-01T12:30:00.500Z"],
    ["2026-12-01T12:30:00.123456789Z", "2026-12-01T12:30:00.123Z"],
    ["2026-12-01T12:30:00,25Z", "2026-12-01T12:30:00.250Z"],
    ["2026-12-01T12:30:00+0000", "2026-12-01T12:30:00Z"],
    ["2026-12-01T12:30:00+00:00", "2026-12-01T12:30:00Z"],
    ["2026-12-01T12:30:00+02", "2026-12-01T10:30:00Z"],
    ["2026-12-01T12:30:00-0530", "2026-12-01T18:00:00Z"],
    ["2026-12-01T12:30:00", "2026-12-01T12:30:00Z"],
    ["2026-12-01 12:30:00.000 +0000", "2026-12-01T12:30:00Z"],
    ["2026-12-01T12:30Z", "2026-12-01T12:30:00Z"],
    ["1796128200000", "2026-12-01T12:30:00Z"],
    [1796128200000, "2026-12-01T12:30:00Z"],
  ])("%s is read, and is in UTC", (from, to) => {
    expect(instantOf(from)).toBe(to);
    expect(toApiKey({ id: "k", created_at: from }).createdAt).toBe(to);
    expect(toServiceUser({ id: "u", createdAt: from }).createdAt).toBe(to);
  });

  it.each(["", "yesterday", "Tue, 01 Dec 2026 12:30:00 GMT", "2026-02-30T25:00:00Z", "12", null, {}, true])(
    "%j is in no form of time, and so unknown",
    (from) => {
      expect(instantOf(from)).toBeUndefined();
      expect(toApiKey({ id: "k", created_at: from })).not.toHaveProperty("createdAt");
    },
  );
});

describe("an end date", () => {
  it.each([
    ["2027-12-31", "2027-12-31"],
    ["2027-12-31T23:59:59Z", "2027-12-31"],
    ["2027-12-31T23:59:59.999+0000", "2027-12-31"],
    ["2027-12-31T23:59:59", "2027-12-31"],
    ["2027-12-31 00:00:00", "2027-12-31"],
    ["2028-01-01T01:00:00+02:00", "2027-12-31"],
  ])("%s is the day %s of UTC", (from, to) => {
    expect(dayOf(from)).toBe(to);
    expect(toServiceUser({ id: "u", end_date: from }).endDate).toBe(to);
  });

  it.each(["", "soon", "2027-12", "31.12.2027", 5, null])("%j is no day, and so unknown", (from) => {
    expect(dayOf(from)).toBeUndefined();
  });
});

describe("a status", () => {
  it.each(["ACTIVE", "DISABLED", "DELETED", "EXPIRED", "LOCKED"])("%s is read in any case", (status) => {
    for (const written of [status, status.toLowerCase(), status[0] + status.slice(1).toLowerCase()])
      expect(toServiceUser({ id: "u", status: written }).status).toBe(status);
  });

  it("tells whether a key is enabled, in any case", () => {
    const enabled = (status: string) => toApiKey({ id: "k", status }).enabled;
    expect(["active", "Disabled", "expired", "Suspended"].map(enabled)).toEqual([true, false, undefined, undefined]);
  });

  it("is shown as it came where it is not known", () => {
    expect([statusOf("Suspended"), statusOf("in-active"), statusOf("")]).toEqual(["Suspended", "in-active", undefined]);
  });
});

it("ids and names are read from objects as from texts", () => {
  expect(idsOf(["a", { id: "b", name: "B" }, { id: 3 }, {}, null])).toEqual(["a", "b", "3"]);
  expect(namesOf(["a", { id: "b", name: "B" }])).toEqual(["a", "B"]);
  expect([idsOf("a"), namesOf(undefined)]).toEqual([undefined, undefined]);
});

describe("an audit entry", () => {
  const flat = {
    id: "e",
    timestamp: "2026-12-01T12:30:00+0000",
    user_id: "u",
    user_name: "jane",
    action: "CREATE",
    resource_type: "USER",
    resource_id: "r",
    status: "Success",
    account_id: "a",
  };
  const read = {
    id: "e",
    createdAt: "2026-12-01T12:30:00Z",
    userId: "u",
    userName: "jane",
    action: "CREATE",
    resourceType: "USER",
    resourceId: "r",
    status: "SUCCESS",
    accountId: "a",
  };
  const { user_id: _user, user_name: _name, account_id: _account, resource_type: _type, ...rest } = flat;
  const nested = { ...rest, user: { id: "u", name: "jane" }, account: { id: "a" } };

  it.each([
    ["flat", flat],
    ["nested, with the resource as a word", { ...nested, resource: "USER" }],
    [
      "nested, with the resource as an object",
      { ...nested, resource_id: undefined, resource: { type: "USER", id: "r" } },
    ],
  ])("is read %s", (_form, json) => expect(toAuditEntry(json)).toEqual(read));
});
