import { expect, it } from "vitest";
import { renderLeft } from "../../../src/examiner/verify/announcement";
import { verdictOf } from "../../../src/examiner/verify/verdict";
import { breaks, brokenAt, interruptedAt, leavesNothing, requestsOfARun, swept } from "./breaking";
import { startTenant, verifyTenant } from "./fixture";

/** The creation of the throwaway user, a PUT, one with another account, the creation of a key, the deletion of the user, the removal of another. */
const TELLING = [7, 15, 29, 31, 55, 60];

it.each(TELLING.flatMap((nth) => breaks.map((kind) => [nth, kind] as const)))(
  "leaves nothing behind where request %i breaks by %s",
  async (nth, kind) => {
    expect((await brokenAt(nth, kind)).left).toEqual({ users: [] });
  },
);

it.each([1, 7, 9, 30, 45])("leaves nothing behind where it is interrupted at step %i", async (nth) => {
  const verification = await interruptedAt(nth);
  expect(verification.interrupted).toBe(true);
  expect(verification.left).toEqual({ users: [] });
  expect(verdictOf(verification)).toMatchObject({
    outcome: "failed",
    closing: expect.stringMatching(/interrupted.*removed/),
  });
});

it("breaks requests that there are", async () => {
  expect(await requestsOfARun()).toBeGreaterThan(Math.max(...TELLING));
});

it("names what it cannot delete, with the way to remove it, and sweep lists it without a state", async () => {
  const verification = await leavesNothing(async (emulator) => {
    await emulator.addFault({ kind: "status", status: 403, match: { method: "DELETE" } });
    return verifyTenant(emulator);
  });
  const words = renderLeft(verification);
  expect(verification.left.users.length).toBeGreaterThan(1);
  for (const { id, name } of verification.left.users) expect(words).toContain(`${name} (${id})`);
  expect(words).toContain("digicert-one sweep --verify --delete --min-age 0m");
  expect(verdictOf(verification)).toMatchObject({ outcome: "failed" });
});

it("waits where the removal meets the rate limit, and names what is left where it lasts", async () => {
  const limited = (retryAfter: number) =>
    leavesNothing(async (emulator) => {
      const match = { method: "DELETE", path: "/account/api/v1/user/*" };
      await emulator.addFault({ kind: "status", status: 429, retryAfter, match, times: 3 });
      const verification = await verifyTenant(emulator);
      const refused = (await emulator.journal()).filter(({ status, method }) => status === 429 && method === "DELETE");
      expect(refused.length).toBeGreaterThan(1);
      return verification;
    });
  expect((await limited(2)).left).toEqual({ users: [] });
  const { left } = await limited(600);
  expect(left.users.length).toBeGreaterThan(0);
  for (const { why } of left.users) expect(why).toMatch(/429/);
});

it("ends at once where nothing answers, looks for nothing that it did not make, and names doctor", async () => {
  const emulator = await startTenant();
  await emulator.addFault({ kind: "drop-before" });
  const steps: string[] = [];
  const removals: string[] = [];
  const verification = await verifyTenant(emulator, {
    onStep: ({ name }) => steps.push(name),
    onRemoval: () => removals.push("removal"),
  });
  expect([steps, removals]).toEqual([["read-missing"], []]);
  expect(verification.left).toEqual({ users: [] });
  expect(verdictOf(verification)).toMatchObject({
    outcome: "failed",
    closing: expect.stringContaining("Run `digicert-one doctor`"),
  });
  await emulator.close();
});

it("says so where a creation was lost and nobody can look for what it made", async () => {
  const emulator = await startTenant();
  await emulator.addFault({ kind: "drop-after", match: { method: "POST", path: "/account/api/v1/user" }, times: 1 });
  await emulator.addFault({ kind: "status", status: 403, match: { method: "GET", path: "/account/api/v1/user" } });
  const verification = await verifyTenant(emulator);
  expect(renderLeft(verification)).toMatch(/A creation got no response.*sweep --verify/s);
  await emulator.clearFaults();
  expect(await swept(emulator)).toHaveLength(1);
  await emulator.close();
});

it("removes nothing that another run made", async () => {
  const emulator = await startTenant();
  await emulator.addFault({ kind: "status", status: 403, match: { method: "DELETE" } });
  const { left } = await verifyTenant(emulator);
  await emulator.clearFaults();
  expect(left.users.length).toBeGreaterThan(0);
  await verifyTenant(emulator);
  expect((await swept(emulator)).sort()).toEqual(left.users.map(({ id }) => id).sort());
  await emulator.close();
});
