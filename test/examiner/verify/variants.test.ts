/** A run says under each other reading that it holds, and of all else that it is as assumed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openIds } from "../../../src/contract";
import { variantNames } from "../../../src/emulator";
import { furtherProbes, probes } from "../../../src/examiner/readings";
import { coping } from "../../../src/examiner/readings/coping";
import { most } from "../../../src/examiner/verify/announcement";
import { verdictOf } from "../../../src/examiner/verify/verdict";
import { outcomes } from "../../variants/outcomes";
import { ALIASES, expectedUnder, INVISIBLE, implied, undecidedOnHealthy } from "./expected";
import { differing, holdings, startSmallTenant, startTenant, verifyTenant } from "./fixture";

/** Something else than the API answers there: no run begins. */
const visible = variantNames.filter((name) => name !== "another-host");

async function found(variants: readonly string[]): Promise<Record<string, string>> {
  const emulator = await startTenant({ variants });
  try {
    const before = await holdings(emulator);
    const { facts, further, left } = await verifyTenant(emulator);
    expect(left).toEqual({ users: [] });
    if (!variants.includes("deleted-not-found")) expect(await holdings(emulator)).toEqual(before);
    const differs = differing([...facts, ...further]);
    for (const fact of undecidedOnHealthy) {
      expect(differs[fact], fact).toBe("undecided");
      delete differs[fact];
    }
    return differs;
  } finally {
    await emulator.close();
  }
}

it("finds everything as assumed where no variant is spoken", async () => {
  expect(await found([])).toEqual({});
});

it.each(visible)("finds %s, and nothing else but what it brings along", async (variant) => {
  expect(await found([variant])).toEqual(expectedUnder(variant));
});

it("has a probe for each fact that is not documented, and decides four fifths of them", () => {
  expect(probes.map(({ fact }) => fact).sort()).toEqual([...openIds].sort());
  expect(openIds.length).toBeGreaterThan(55);
  expect((openIds.length - undecidedOnHealthy.length) / openIds.length).toBeGreaterThanOrEqual(0.8);
});

it("has a probe for each further variant that shows, and expects nothing of a variant that there is not", () => {
  const further = variantNames.filter((name) => !openIds.includes(name) && !ALIASES.includes(name));
  expect(furtherProbes.map(({ fact }) => fact).sort()).toEqual(
    further.filter((name) => !INVISIBLE.includes(name) && name !== "another-host").sort(),
  );
  for (const name of Object.keys(implied)) expect(variantNames).toContain(name);
});

it("knows of each reading that the package does not cope with in full, as the lives under it show", () => {
  expect(Object.keys(coping).sort()).toEqual(Object.keys(outcomes).sort());
  for (const [name, { copes }] of Object.entries(coping)) {
    const { key, user, client } = outcomes[name] ?? {};
    // Applications can be declared; the life in that table declares none.
    if (copes === "no") expect(key ?? user ?? client, name).toBeDefined();
    else if (name !== "applications-optional") expect(key ?? user, name).toBeUndefined();
  }
});

it("leaves open whether a primary account is kept where there is no second one", async () => {
  const emulator = await startSmallTenant({ variants: ["primary-account-kept"] });
  const { facts, left } = await verifyTenant(emulator);
  expect(left).toEqual({ users: [] });
  expect(facts.find(({ fact }) => fact === "primary-account-kept")?.reading).toEqual({
    undecided: "this key reaches no second account",
  });
  await emulator.close();
});

it("has a page that names what is not decided, and how much is made", () => {
  const page = readFileSync(join(__dirname, "../../../docs/reference/commands/verify.md"), "utf8");
  for (const fact of undecidedOnHealthy) expect(page).toContain(`\`${fact}\``);
  expect(page).toContain(`At most ${most.users} service users`);
  expect(page).toContain(`At most ${most.keys} API keys`);
});

it("says why, where something else stands at the address", async () => {
  const emulator = await startTenant({ variants: ["another-host"] });
  const verification = await verifyTenant(emulator);
  const { outcome, closing, decided } = verdictOf(verification);
  expect({ outcome, decided }).toEqual({ outcome: "failed", decided: 0 });
  expect(closing).toContain("GET /user/me answered 404, which was not the API");
  await emulator.close();
});
