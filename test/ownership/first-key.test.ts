import { describe, expect, it } from "vitest";
import { firstKeyOf, isMadeWith } from "../../src/ownership/first-key";

const USER_AT = "2027-01-01T08:00:00Z";
const key = (id: string, createdAt?: string) => ({ id, createdAt });
const same = key("same", "2027-01-01T08:00:01Z");
const later = key("later", "2027-01-01T08:00:03Z");
const unknown = key("unknown");

describe("the key that was made with a user", () => {
  it("is the only one as old as the user", () => {
    expect(firstKeyOf([same, later], USER_AT)).toEqual({ first: same, unsure: [] });
  });

  it.each([
    ["two are as old as the user", [same, key("twin", USER_AT)], ["same", "twin"]],
    ["the age of another is not known", [same, unknown], ["same", "unknown"]],
    ["its own age is not known", [unknown, later], ["unknown"]],
    ["none is as old", [later], []],
  ])("is not certain when %s", (_when, keys, unsure) => {
    const found = firstKeyOf(keys, USER_AT);
    expect(found.first).toBeUndefined();
    expect(found.unsure.map(({ id }) => id)).toEqual(unsure);
  });

  it("is as old as the user by two seconds, either way", () => {
    expect(isMadeWith(key("k", "2027-01-01T07:59:58Z"), USER_AT)).toBe(true);
    expect(isMadeWith(key("k", "2027-01-01T07:59:57.999Z"), USER_AT)).toBe(false);
    expect(isMadeWith(same, undefined)).toBe(false);
  });
});
