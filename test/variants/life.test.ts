/** Both kinds live a whole life under every other reading of what is not documented of the API. */
import { expect, it } from "vitest";
import { variantNames } from "../../src/emulator";
import { liveUnder } from "./life";
import { expectedUnder, type Outcome, outcomes } from "./outcomes";

it("a service user and an API key are made, read, found unchanged, updated, disabled and deleted", () => liveUnder([]));

it.each(variantNames)("so they are under %s, or they say why not", (variant) => liveUnder([variant]));

it("so they are under all readings at once that forbid nothing", async () => {
  const forbids = ({ user, key }: Partial<Outcome>): boolean => user !== undefined || key !== undefined;
  const all = variantNames.filter((name) => !forbids(outcomes[name] ?? {}));
  expect(all.length).toBeGreaterThan(variantNames.length / 2);
  await liveUnder(all);
});

it("expects something else of no reading that there is not, and of each something", () => {
  for (const [name, { reason, ...rest }] of Object.entries(outcomes)) {
    expect(variantNames, reason).toContain(name);
    expect(Object.keys(rest).length, name).toBeGreaterThan(0);
  }
  expect(expectedUnder(["single-key", "another-host"])).toMatchObject({ user: { length: 1 }, key: { length: 1 } });
});

it("notices a life that fails, and one that does not fail as it should", async () => {
  await expect(liveUnder(["single-key"], expectedUnder([]))).rejects.toThrow(/initialKey: "keep"/);
  await expect(liveUnder(["asked-life-granted"], expectedUnder([]))).rejects.toThrow(/2027-03-01/);
  await expect(liveUnder([], expectedUnder(["single-key"]))).rejects.toThrow("it did not fail");
  await expect(liveUnder(["single-key"], expectedUnder(["another-host"]))).rejects.toThrow("it did not fail");
});
