import { expect, it } from "vitest";
import { printable } from "../../src/basics/printable";
import { shorten, textTable, widthOf, wrap } from "../../src/basics/text-table";

it("aligns columns by the width that a terminal gives to characters", () => {
  expect(
    textTable([
      ["NAME", "WHY"],
      ["日本", "wide"],
      ["a", ""],
    ]),
  ).toEqual(["NAME  WHY", "日本  wide", "a"]);
});

it("keeps a row on one line, whatever stands in a cell", () => {
  expect(textTable([["a\nb\u001b[2J", "c"]])).toEqual(["a b\\u{1b}[2J  c"]);
});

it("shortens in the middle, by columns, and takes no emoji apart", () => {
  expect(shorten("abcdefghij", 10)).toBe("abcdefghij");
  expect(shorten("abcdefghij", 9)).toBe("abcd…ghij");
  expect(shorten("abcdefghij", 1)).toBe("…");
  expect(shorten("署名鍵署名鍵", 7)).toBe("署…名鍵"); // two columns each, and none is halved
  expect(shorten(`${"👩‍👩‍👧‍👦".repeat(4)}end`, 8)).toBe("👩‍👩‍👧‍👦👩‍👩‍👧‍👦…end");
});

it("bounds the marks on one character, which take no column", () => {
  expect(shorten(`a${"\u0301".repeat(70_000)}b`, 160)).toBe(`a${"\u0301".repeat(9)}b`);
  expect(shorten("e\u0301e\u0301", 2)).toBe("e\u0301e\u0301");
});

it("wraps at blanks with an indent, and breaks only what has none", () => {
  expect(wrap("one two three four", 9)).toEqual(["one two", "  three", "  four"]);
  expect(wrap("one two", 9, { first: "    ", further: "      " })).toEqual(["    one", "      two"]);
  expect(wrap("abcdefghijkl mn", 6)).toEqual(["abcdef", "  ghij", "  kl", "  mn"]);
  expect(wrap("", 6)).toEqual([""]);
});

it("counts what takes no room and what takes two columns", () => {
  expect(["abc", "鍵", "e\u0301", "👩‍👩‍👧‍👦"].map(widthOf)).toEqual([3, 2, 1, 2]);
});

it("spells out what cannot be seen, and leaves what can", () => {
  expect(printable("a\tb\r\nc")).toBe("a b c");
  expect(printable("\u202eevil\u2066\u0000\u009b\ud800")).toBe("\\u{202e}evil\\u{2066}\\u{0}\\u{9b}\\u{d800}");
  expect(printable("Ünïcode 鍵 👩‍👩‍👧‍👦")).toBe("Ünïcode 鍵 👩‍👩‍👧‍👦");
});
