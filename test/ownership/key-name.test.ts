import { describe, expect, it } from "vitest";
import { isGeneratedName } from "../../src/ownership";
import { newKeyName } from "../../src/provider/key/name";

describe("the name of a generated key", () => {
  it.each([
    ["ci", "2027-02-20"],
    ["a prefix-with 2026-01-01 in it", "2027-12-31"],
    ["ci", ""],
  ])("is known again: prefix %j, end %j", (prefix, endDate) => {
    expect(isGeneratedName(newKeyName(prefix, endDate))).toBe(true);
  });

  it.each([
    "ci",
    "ci-signing",
    "ci-2027-02-20",
    "ci-0a1b2c3d",
    "ci-2027-02-30-0a1b2c3d",
    "-2027-02-20-0a1b2c3d",
    "ci-2027-02-20-0a1b2c3d-old",
    "ci-2027-02-20-0A1B2C3D",
  ])("is not seen in %j", (name) => {
    expect(isGeneratedName(name)).toBe(false);
  });
});
