/** A taken name under each way in which the API may answer it: one table of outcomes, against an oracle. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { drawn } from "./taken-names/of-keys";
import { answers, expected } from "./taken-names/oracle";
import { answered, lived, table } from "./taken-names/table";

const names = vi.hoisted(() => ({ left: [] as string[] }));
vi.mock("../../src/provider/key/name", () => ({ newKeyName: () => names.left.shift() ?? "none is left" }));
beforeEach(() => {
  names.left = [...drawn];
});

describe.each(answers)("where the API answers a taken name with %s", (answer) => {
  it.each(table)("$name", async (situation) => {
    const { message, ...outcome } = await lived(situation, answer);
    expect(outcome, message).toEqual(expected(situation.facts, answer));
    // What the server said stands in every failure: where we are wrong about its reason, a person still reads it.
    if (message !== "") expect(message).toMatch(/answered 4\d\d [a-z_]+: "/);
  });
});

it("has a row for each situation, in each column, and meets each outcome", () => {
  expect([table.length, answers.length, table.length * answers.length]).toEqual([26, 4, 104]);
  expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
  const outcomes = new Set(table.flatMap(({ facts }) => answers.map((answer) => expected(facts, answer).result)));
  expect(outcomes.size).toBe(12);
});

it("is answered as its columns say", async () => {
  expect(await Promise.all(answers.map(answered))).toEqual([
    "409 duplicate_error",
    "400 duplicate_error",
    "400 invalid_input",
    "400 invalid_request",
  ]);
});
