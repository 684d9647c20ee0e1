import { afterEach, describe, expect, it } from "vitest";
import { Pair, type PairArgs } from "./rotating-pair";

/** The oracle counts days since 1970 and asks src/rotation nothing. */
const DAY = 86_400_000;
const START = Date.parse("2027-01-01") / DAY;
const text = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);
const DAYS = 400;

interface Policy extends PairArgs {
  readonly rotateBeforeDays: number;
  readonly overlapDays: number;
}

/** Numbers from 0 to 1 out of a seed, the same on every machine. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Days on which somebody runs an update: gaps of 1 to `longestGap` days. */
function runDays(longestGap: number, seed: number): Set<number> {
  const draw = chance(seed);
  const days = new Set<number>();
  for (let day = START; day < START + DAYS; day += 1 + Math.floor(draw() * longestGap)) days.add(day);
  return days;
}

interface Lapse {
  readonly rotations: number;
  readonly retirements: number;
  /** Days on which the consumer that each run updates was refused, and those on which the oracle allows it. */
  readonly refused: number[];
  readonly allowed: number[];
  /** Days on which a consumer was refused that picks its key up as late as the overlap allows. */
  readonly lateRefused: number[];
}

const pairs: Pair[] = [];
afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.emulator.close();
});

async function lapse(policy: Policy, longestGap: number, seed: number): Promise<Lapse> {
  const pair = await Pair.start(text(START));
  pairs.push(pair);
  const runs = runDays(longestGap, seed);
  const foreseen = new Map<number, readonly string[]>();
  const found = {
    rotations: 0,
    retirements: 0,
    refused: [] as number[],
    allowed: [] as number[],
    lateRefused: [] as number[],
  };
  let end = Number.NEGATIVE_INFINITY; // of the newest key
  let late = { held: "", next: "", from: START };

  for (let day = START; day < START + DAYS; day++) {
    await pair.goTo(text(day));
    if (runs.has(day)) {
      const before = pair.held;
      const preview = await pair.preview(policy);
      const { steps } = await pair.up(policy);
      expect(steps).toEqual(preview.steps); // nothing happens that a preview of the day did not show
      const rotated = pair.held !== before;
      expect(rotated).toBe(before === "" || day >= end - policy.rotateBeforeDays); // no rotation without need
      if (rotated) {
        end = day + policy.lifetimeDays;
        late = { held: late.held === "" ? pair.held : late.held, next: pair.held, from: day + policy.overlapDays - 1 };
        if (before !== "") {
          found.rotations++;
          if (day - 30 > START) expect(foreseen.get(day)).toContain("update schedule");
        }
      } else if (steps.includes("update retirement")) found.retirements++;
      const enabled = (await pair.keys()).filter((key) => key.enabled);
      expect(enabled.length).toBeLessThanOrEqual(2);
    }
    if (day >= late.from) late.held = late.next;
    const opens = await pair.opens(pair.held);
    if (!opens) found.refused.push(day);
    if (!(late.held === pair.held ? opens : await pair.opens(late.held))) found.lateRefused.push(day);
    if (day > end) found.allowed.push(day);
    foreseen.set(day + 30, (await pair.preview(policy, text(day + 30))).steps);
  }
  return found;
}

const policy: Policy = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };

describe("up to 400 days, one after the other", () => {
  it("no consumer is refused when runs come within 20 days at random", async () => {
    const { rotations, retirements, refused, allowed, lateRefused } = await lapse(policy, 20, 1);
    expect({ refused, allowed, lateRefused }).toEqual({ refused: [], allowed: [], lateRefused: [] });
    expect(rotations).toBeGreaterThanOrEqual(4);
    expect(retirements).toBeGreaterThanOrEqual(4);
  });

  it("a consumer is refused on exactly the days on which the run itself came too late", async () => {
    const { rotations, refused, allowed } = await lapse(
      { lifetimeDays: 30, rotateBeforeDays: 5, overlapDays: 2 },
      20,
      3,
    );
    expect(refused).toEqual(allowed);
    expect(allowed.length).toBeGreaterThan(0);
    expect(rotations).toBeGreaterThanOrEqual(3);
  });

  it("the shortest policies hold too, run every day", async () => {
    const { rotations, refused, lateRefused } = await lapse(
      { lifetimeDays: 2, rotateBeforeDays: 1, overlapDays: 1 },
      1,
      4,
    );
    expect({ refused, lateRefused }).toEqual({ refused: [], lateRefused: [] });
    expect(rotations).toBe(DAYS - 1);
  });
});
