import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createServerClock } from "../../../src/client/calling/server-clock";
import { type KeyAttempt, whoseKey } from "../../../src/client/making/whose-key";
import { holds } from "../../support/property";

const sentAt = Date.parse("2026-11-25T12:00:00Z");
const drawn: KeyAttempt = { name: "ci-4f9a1c07", isDrawn: true, sentAt };
const given: KeyAttempt = { name: "ci", isDrawn: false, sentAt };
const later = "2026-11-25T12:00:03Z";
const earlier = "2026-11-25T11:59:50Z";

describe("a key found after a lost answer", () => {
  it.each<[string, KeyAttempt, string, string | undefined, string]>([
    ["has the drawn name and was made after the attempt", drawn, "ci-4f9a1c07", later, "ours"],
    ["was made in the very second of the attempt", drawn, "ci-4f9a1c07", "2026-11-25T11:59:59Z", "ours"],
    ["tells its time with an offset", drawn, "ci-4f9a1c07", "2026-11-25T13:00:03+01:00", "ours"],
    ["tells its time with fractions and +0000", drawn, "ci-4f9a1c07", "2026-11-25T12:00:03.250+0000", "ours"],
    ["has the drawn name and is older than the attempt", drawn, "ci-4f9a1c07", earlier, "unsure"],
    ["has the drawn name in another case", drawn, "CI-4F9A1C07", later, "unsure"],
    ["has the drawn name and no creation time", drawn, "ci-4f9a1c07", undefined, "unsure"],
    ["tells its time without a zone", drawn, "ci-4f9a1c07", "2026-11-25T12:00:03", "unsure"],
    ["tells no time at all", drawn, "ci-4f9a1c07", "yesterday Z", "unsure"],
    ["is met while the server's clock is not known", { ...drawn, sentAt: undefined }, "ci-4f9a1c07", later, "unsure"],
    ["has a name that was not drawn, and is new", given, "ci", later, "unsure"],
    ["has a name that was not drawn, and was there before", given, "ci", earlier, "other"],
  ])("that %s", (_what, attempt, name, createdAt, whose) => {
    const key = { id: "k1", name, ...(createdAt !== undefined && { createdAt }) };
    expect(whoseKey(key, attempt)).toBe(whose);
  });
});

describe("the server's clock", () => {
  it("is known from its Date headers only, and from the newest of them", () => {
    let nowMs = 5000;
    const clock = createServerClock({ now: () => nowMs, elapsed: () => nowMs });
    expect(clock.at(1000)).toBeUndefined();
    clock.note("Wed, 25 Nov 2026 12:00:00 GMT");
    expect(clock.at(5000)).toBe(sentAt);
    expect(clock.at(2000)).toBe(sentAt - 3000);
    nowMs = 6000;
    clock.note("Wed, 25 Nov 2026 13:00:00 GMT");
    expect(clock.at(6000)).toBe(sentAt + 3_600_000);
    clock.note(null);
    expect(clock.at(7000)).toBeUndefined();
  });
});

/** Two clocks that know nothing of each other, and a response that takes its time from the server to us. */
const skewed = fc.record({
  aheadMs: fc.integer({ min: -400_000_000_000, max: 400_000_000_000 }),
  sentAt: fc.integer({ min: 0, max: 5000 }).map((ms) => Date.parse("2026-11-25T12:00:00Z") + ms),
  lookedAfterMs: fc.integer({ min: 0, max: 900_000 }),
  latencyMs: fc.integer({ min: 0, max: 10_000 }),
  wholeSeconds: fc.boolean(),
});
type Skewed = typeof skewed extends fc.Arbitrary<infer T> ? T : never;

/** Whose a key of the drawn name is that the server made at an instant of ours. */
function whoseIn({ aheadMs, sentAt, lookedAfterMs, latencyMs, wholeSeconds }: Skewed, madeAt: number, date = true) {
  const server = (ours: number, whole: boolean): string => {
    const iso = new Date(ours + aheadMs).toISOString();
    return whole ? `${iso.slice(0, 19)}Z` : iso;
  };
  const stamped = sentAt + lookedAfterMs;
  const now = () => stamped + latencyMs;
  const clock = createServerClock({ now, elapsed: now });
  const header = new Date(Date.parse(server(stamped, true))).toUTCString();
  clock.note(date ? header : null);
  const attempt = { name: "ci-4f9a1c07", isDrawn: true, sentAt: clock.at(sentAt) };
  return whoseKey({ id: "k1", name: "ci-4f9a1c07", createdAt: server(madeAt, wholeSeconds) }, attempt);
}

describe("whatever the clocks of server and machine say", () => {
  it("a key that the attempt made is ours, and nobody's while no Date comes", () => {
    holds(
      fc.property(skewed, fc.integer({ min: 0, max: 60_000 }), (world, tookMs) => {
        expect(whoseIn(world, world.sentAt + tookMs)).toBe("ours");
        expect(whoseIn(world, world.sentAt + tookMs, false)).toBe("unsure");
      }),
    );
  });

  it("a key that was there before is not", () => {
    holds(
      fc.property(skewed, fc.integer({ min: 0, max: 900_000 }), (world, ageMs) => {
        // A second each for the two times in whole seconds, one that is allowed for, and the way of the response.
        const madeAt = world.sentAt - 3000 - world.latencyMs - ageMs;
        expect(whoseIn(world, madeAt)).toBe("unsure");
      }),
    );
  });
});
