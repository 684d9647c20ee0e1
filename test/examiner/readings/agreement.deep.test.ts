/** What `doctor` reads and what `verify` finds on one tenant is the same, fact by fact, under each variant. */
import { afterAll, expect, it } from "vitest";
import { variantNames } from "../../../src/emulator";
import { verifyTenant, wordOf } from "../verify/fixture";
import { readBy, tenantWith } from "./tenant";

const visible = variantNames.filter((name) => name !== "another-host");
const compared = new Map<string, number>();
let differing = 0;

it.each(visible)(
  "they agree under %s",
  async (variant) => {
    const tenant = await tenantWith([variant]);
    const read = await readBy(tenant);
    const { facts } = await verifyTenant(tenant.emulator);
    for (const { fact, reading } of facts) {
      const [byReading, byWriting] = [read.get(fact)?.reading, wordOf(reading)];
      if (byReading === undefined || byReading === "undecided" || byWriting === "undecided") continue;
      expect(byReading, fact).toBe(byWriting);
      compared.set(fact, (compared.get(fact) ?? 0) + 1);
      if (byReading !== "assumed") differing += 1;
    }
  },
  20_000,
);

afterAll(() => {
  // Each fact was decided by both under almost every variant, and by its other reading too.
  expect(compared.size).toBe(19);
  expect([...compared].filter(([fact, times]) => times < visible.length - 8 && fact !== "deleted-not-found")).toEqual(
    [],
  );
  expect(differing).toBeGreaterThanOrEqual(19);
});
