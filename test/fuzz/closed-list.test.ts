/** The closed list of errors, and that the fuzz can fail. */
import { CommanderError } from "commander";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigurationError, errorNames } from "../../src/errors";
import * as family from "../../src/errors/family";
import { isAllowed, Outcomes, outcomeOf } from "./closed-list";
import { asText, mutated } from "./mutations";

it("holds every class of the family", () => {
  const classes = Object.values(family).filter((each) => typeof each === "function");
  expect(classes.length).toBeGreaterThan(14);
  expect(classes.map(({ name }) => name).filter((name) => !errorNames.some((known) => known === name))).toEqual([]);
});

describe("an error", () => {
  it.each([
    ["of the family", new ConfigurationError("no"), true],
    ["of a wrong call", new CommanderError(64, "x", "no"), true],
    ["of the language", new TypeError("no"), false],
    ["of a range", new RangeError("no"), false],
    ["without a name of its own", new Error("no"), false],
    ["that says that a fault of ours was caught", Object.assign(new Error("no"), { name: "InternalError" }), false],
    ["that is none", "no", false],
  ])("%s is allowed: %#", (_what, error, allowed) => {
    expect(isAllowed(error)).toBe(allowed);
  });
});

it("a fault that hides in one value of one field is found", async () => {
  const parse = (text: string) => {
    try {
      return JSON.parse(text);
    } catch {
      throw new ConfigurationError("no JSON");
    }
  };
  const planted = (text: string) => void parse(text)?.user.name.toUpperCase();
  const asked = fc.assert(
    fc.asyncProperty(asText(mutated([{ user: { name: "a", id: 1 }, list: [1, 2] }])), (text) =>
      outcomeOf(new Outcomes(), () => planted(text)),
    ),
    { numRuns: 1_000 },
  );
  await expect(asked).rejects.toMatchObject({
    cause: { message: expect.stringContaining("an error that is on no list came out: TypeError") },
  });
});
