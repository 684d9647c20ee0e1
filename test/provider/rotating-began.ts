/** Pairs at the two moments that most tests begin with. */
import { afterEach } from "vitest";
import type { EmulatorOptions } from "../../src/emulator";
import { Pair, type PairArgs } from "./rotating-pair";

export const policy: PairArgs = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
const pairs: Pair[] = [];

/** A pair on 2027-01-01 without a key yet. */
export async function started(options: EmulatorOptions = {}): Promise<Pair> {
  const pair = await Pair.start("2027-01-01", options);
  pairs.push(pair);
  return pair;
}

/** A pair on 2027-01-01, its first key made: due on 2027-03-02, ends on 2027-04-01. */
export async function began(options: EmulatorOptions = {}): Promise<Pair> {
  const pair = await started(options);
  await pair.up(policy);
  return pair;
}

/** The same a day after its first rotation, on 2027-03-03: the overlap ends on 2027-03-09. */
export async function rotated(): Promise<Pair> {
  const pair = await began();
  await pair.goTo("2027-03-02");
  await pair.up(policy);
  await pair.goTo("2027-03-03");
  return pair;
}

afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.emulator.close();
});
