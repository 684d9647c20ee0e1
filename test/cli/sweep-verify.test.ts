/** What a broken run of verify left: known by its own mark, without a state. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { verifyTenant } from "../examiner/verify/fixture";
import { startWorld, userOnServer, type World } from "../provider/apply-harness";
import { exported, jsonOf, markedUser, sweep } from "./sweep-fixture";

let world: World;
beforeEach(async () => {
  world = await startWorld();
  await world.emulator.addFault({ kind: "status", status: 403, match: { method: "DELETE" } });
});
afterEach(() => world.emulator.close());

/** A run that may delete nothing. */
async function leftBehind(): Promise<string[]> {
  const { left } = await verifyTenant(world.emulator);
  await world.emulator.clearFaults();
  expect(left.users.length).toBeGreaterThan(1);
  return left.users.map(({ id }) => id).sort();
}

it("deletes it with its keys, and leaves what belongs to stacks", async () => {
  const left = await leftBehind();
  const { id: ofStack } = await markedUser(world, "ci");
  const run = await sweep(world, ["--verify", "--delete", "--yes", "--json"], { answer: "yes" });
  expect(run.code).toBe(0);
  expect(jsonOf(run).found.map(({ id, outcome }) => [id, outcome])).toEqual(
    expect.arrayContaining(left.map((id) => [id, "deleted"])),
  );
  expect(await userOnServer(world, ofStack)).toBeDefined();
  for (const id of left) expect(await userOnServer(world, id)).toBeUndefined();
});

it("leaves alone what may still be in use by a run", async () => {
  const left = await leftBehind();
  const young = await sweep(world, ["--verify", "--delete", "--yes", "--json"], { later: 1 });
  expect(jsonOf(young).found.map(({ keep }) => keep)).toEqual(left.map(() => "it is younger than --min-age"));
  const atOnce = await sweep(world, ["--verify", "--delete", "--yes", "--json", "--min-age", "0m"], { later: 1 });
  expect(atOnce.code).toBe(0);
});

it("deletes it as well where the states of all stacks are given, none of which it belongs to", async () => {
  const left = await leftBehind();
  const run = await sweep(world, ["-", "--delete", "--yes", "--json"], { stdin: exported([]) });
  expect(
    jsonOf(run)
      .found.map(({ id, outcome }) => [id, outcome])
      .sort(),
  ).toEqual(left.map((id) => [id, "deleted"]));
});

it("is called wrongly with a state, or for all stacks", async () => {
  await leftBehind();
  for (const argv of [
    ["--verify", "state.json"],
    ["--verify", "--all-stacks"],
  ]) {
    expect((await sweep(world, argv)).code).toBe(EXIT.usage);
  }
});
