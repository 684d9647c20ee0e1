import { expect, it } from "vitest";
import { NAME_MAX as CONTRACT_MAX, NAME_PATTERN } from "../../src/contract";
import { NAME_MAX, NAME_PREFIX_MAX, NAME_SURE, nameFrom, notInNames } from "../../src/fields/names";
import { isGeneratedName, keyName } from "../../src/ownership";

it("lets a name be as long as the contract says", () => {
  expect(NAME_MAX).toBe(CONTRACT_MAX);
});

it("lets a name hold the characters that the contract allows, and no other", () => {
  const characters = Array.from({ length: 0x250 }, (_, code) => String.fromCodePoint(code));
  expect(characters.filter((character) => notInNames(character).length === 0)).toEqual(
    characters.filter((character) => NAME_PATTERN.test(character)),
  );
  expect(notInNames("a/b/c.d")).toEqual(["/", "."]);
});

it("makes a name of any text", () => {
  expect(nameFrom("team/ci:\u{1F511} key")).toBe("team-ci-- key");
  expect(nameFrom("x".repeat(100))).toHaveLength(NAME_SURE);
});

it("leaves a generated key name exactly as long as a name may be", () => {
  const longest = keyName("p".repeat(NAME_PREFIX_MAX), "2027-12-31", "0123abcd");
  expect(longest).toHaveLength(CONTRACT_MAX);
  expect(isGeneratedName(longest)).toBe(true);
});
