/** A run that breaks: what was made is gone again, or it is named and sweep lists it. */
import { expect } from "vitest";
import { EXIT } from "../../../src/cli/exit-codes";
import type { Emulator } from "../../../src/emulator";
import type { Verification } from "../../../src/examiner/verify/verify";
import { jsonOf, sweep } from "../../cli/sweep-fixture";
import { settingsFor } from "../../provider/apply-harness";
import { differing, holdings, startTenant, verifyTenant } from "./fixture";

/** The ways in which one request may break. */
export const breaks = ["drop-before", "drop-after", "status"] as const;
type Break = (typeof breaks)[number];

/** How many requests a whole run makes, its removal included. */
export async function requestsOfARun(): Promise<number> {
  const emulator = await startTenant();
  await verifyTenant(emulator);
  const { length } = await emulator.journal();
  await emulator.close();
  return length;
}

/** Ids that `sweep --verify` lists, without any state. */
export async function swept(emulator: Emulator): Promise<string[]> {
  const world = { emulator, env: settingsFor(emulator), notices: [], deps: {} };
  const run = await sweep(world, ["--verify", "--json"]);
  const { found } = jsonOf(run);
  expect(run.code).toBe(found.length === 0 ? 0 : EXIT.found);
  return found.map(({ id }) => id);
}

/** Runs verify, and sees that the tenant is as before, or that what is left is named and listed. */
export async function leavesNothing(run: (emulator: Emulator) => Promise<Verification>): Promise<Verification> {
  const emulator = await startTenant();
  try {
    const before = await holdings(emulator);
    const verification = await run(emulator);
    await emulator.clearFaults();
    const named = verification.left.users.map(({ id }) => id).sort();
    expect((await swept(emulator)).sort()).toEqual(named);
    // Whatever broke, nothing is taken for another reading.
    expect(new Set(Object.values(differing(verification.facts)))).toEqual(new Set(["undecided"]));
    if (named.length === 0) expect(await holdings(emulator)).toEqual(before);
    return verification;
  } finally {
    await emulator.close();
  }
}

/** Breaks the nth request of a run, whichever it is. */
export const brokenAt = (nth: number, kind: Break): Promise<Verification> =>
  leavesNothing(async (emulator) => {
    await emulator.addFault({ kind, match: { nth }, times: 1, ...(kind === "status" && { status: 500 }) });
    const verification = await verifyTenant(emulator);
    expect((await emulator.journal())[nth - 1]?.fault).toBe(kind);
    return verification;
  });

/** Interrupts a run before its nth step. */
export const interruptedAt = (nth: number): Promise<Verification> =>
  leavesNothing((emulator) => {
    const stop = new AbortController();
    let steps = 0;
    return verifyTenant(emulator, {
      signal: stop.signal,
      onStep: () => {
        steps += 1;
        if (steps === nth) stop.abort();
      },
    });
  });
