import { describe, expect, it } from "vitest";
import type { Types } from "../../../src/native/schema/spec";
import { choice, choiceName, typeOfShape, typeOfText, wordsOfUnion } from "../../../src/native/schema/types";

describe("a type as the source writes it", () => {
  it("becomes one of the schema", () => {
    expect(typeOfText("string[]")).toEqual({ type: "array", items: { type: "string" } });
    expect(typeOfText("Record<string, unknown>")).toEqual({
      type: "object",
      additionalProperties: { $ref: "pulumi.json#/Any" },
    });
  });

  it.each(["Date", "constructor", "", "string | number"])(
    "is refused where no other language would know it: %j",
    (text) => {
      expect(() => typeOfText(text)).toThrow(`no type of the schema is known for ${text}`);
    },
  );

  it("is a choice where each part is a word", () => {
    expect(wordsOfUnion('"newest" | "previous"')).toEqual(["newest", "previous"]);
    expect(wordsOfUnion('"newest" | string')).toBeUndefined();
    expect(wordsOfUnion("string")).toBeUndefined();
  });
});

it("counts days in whole numbers, and keeps every text a text", () => {
  expect(typeOfShape({ is: "days" })).toEqual({ type: "integer" });
  expect(typeOfShape({ is: "end" })).toEqual({ type: "string" });
});

it("gives a choice a name of its owner, and collects it", () => {
  const types: Types = {};
  const name = choiceName("ApiKey", "onDestroy");
  expect(choice(types, name, ["delete", "disable"], "What destroying does.")).toEqual({
    $ref: "#/types/digicert-one:index:ApiKeyOnDestroy",
  });
  expect(types).toEqual({
    "digicert-one:index:ApiKeyOnDestroy": {
      type: "string",
      description: "What destroying does.",
      enum: [{ value: "delete" }, { value: "disable" }],
    },
  });
});
