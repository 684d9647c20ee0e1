/** What a saved plan guards, as docs/explanation/rotation.md tells it: each step, not the whole. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as digicert from "../../src";
import { temporaryFolder } from "../e2e/project";
import { IdentityWorld, type OneStack } from "./identity-world";

let world: IdentityWorld;
let stack: OneStack;
let folder: string;
const goTo = async (day: string): Promise<void> => {
  vi.stubEnv("DIGICERT_ONE_AS_OF", day);
  await world.emulator.setClock(`${day}T12:00:00Z`);
};
beforeEach(async () => {
  folder = temporaryFolder("plan");
  world = await IdentityWorld.open();
  stack = await world.stack();
  await goTo("2026-12-01");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const program = (description: string) => () => {
  const serviceUser = new digicert.ServiceUser("u", { ...world.args(), description });
  new digicert.ApiKey("k", { serviceUser, lifetimeDays: 90, rotateBeforeDays: 30 });
};

const writes = async (): Promise<string[]> => {
  const calls = (await world.emulator.journal()).filter(({ method }) => method !== "GET");
  await world.emulator.clearJournal();
  return calls.map(({ method, path }) => `${method} ${path.split("/")[4]}`);
};

it("stops at the first step that departs; the steps before it are done, and the next run goes on", async () => {
  const plan = join(folder, "plan.json");
  expect((await stack.up(program("one"))).ok).toBe(true);
  await goTo("2027-01-29"); // the day before the key rotates
  stack.program = program("two");
  await stack.stack.preview({ plan });
  await goTo("2027-01-30");
  await writes();
  await expect(stack.stack.up({ plan })).rejects.toThrow(/violates plan/);
  expect(await writes()).toEqual(["PUT user"]);
  const next = await stack.up(program("two"));
  expect(next.steps).toContain("replace ApiKey k");
  expect(await writes()).toEqual(["POST api-access-token", "DELETE api-access-token"]);
});

it("does what it says on its own day", async () => {
  const plan = join(folder, "plan.json");
  await stack.up(program("one"));
  await goTo("2027-01-30");
  stack.program = program("two");
  await stack.stack.preview({ plan });
  await writes();
  await stack.stack.up({ plan });
  expect(await writes()).toEqual(["PUT user", "POST api-access-token", "DELETE api-access-token"]);
});
