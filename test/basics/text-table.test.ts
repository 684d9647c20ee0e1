import { expect, it } from "vitest";
import { textTable } from "../../src/basics/text-table";

it("aligns columns by the width that a terminal gives to characters", () => {
  expect(
    textTable([
      ["NAME", "WHY"],
      ["日本", "wide"],
      ["a", ""],
    ]),
  ).toEqual(["NAME  WHY", "日本  wide", "a"]);
});
