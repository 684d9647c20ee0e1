import { describe, expect, it } from "vitest";
import { breakageNames } from "../../src/emulator/core/variants";
import { createEmulator } from "../../src/emulator/emulator";
import { contractChecks } from "./checks";
import type { ContractCheck } from "./checks/check";

async function runOn(check: ContractCheck, breakage: readonly string[]): Promise<void> {
  const emulator = await createEmulator({ seed: 7, rateLimits: "off", now: "2027-01-10T12:00:00Z" }, { breakage });
  try {
    await check.run(emulator);
  } finally {
    await emulator.close();
  }
}

describe("the emulator", () => {
  for (const check of contractChecks) it(check.title, () => runOn(check, []));
});

describe.each(breakageNames)("an emulator that is lenient (%s)", (breakage) => {
  const notices = contractChecks.filter((check) => check.notices === breakage);

  it("is noticed by more than one check", () => expect(notices.length).toBeGreaterThan(1));

  it.each(notices.map((check) => [check.title, check] as const))("fails: %s", async (_, check) => {
    await expect(runOn(check, [breakage])).rejects.toThrow();
  });
});
