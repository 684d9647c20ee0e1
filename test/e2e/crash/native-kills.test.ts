/** A few of the kills of native-kills.deep.test.ts: of a user, and of a pair, which the provider itself registers. */
import { describe, expect, it } from "vitest";
import { killAndMend, ofEachStep, titleOfKill } from "./kills";
import { embedded } from "./processes";

const some = ofEachStep.filter(({ scenario }) => ["post the user", "mint the slot's key"].includes(scenario.step));

describe("killed in earnest behind the native host", () => {
  it.each(some.map((kill) => [titleOfKill(kill), kill] as const))("%s", { timeout: 300_000 }, async (_title, kill) => {
    await killAndMend(kill, embedded, "native");
  });

  it("with each kind of process", () => {
    expect(some.map(({ fault }) => fault)).toEqual([
      "provider killed",
      "engine killed",
      "provider killed",
      "engine killed",
    ]);
  });
});
