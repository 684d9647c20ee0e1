/** Sweep takes people, keys as old as their user, and what is deleted already for what they are. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { call, makeKey } from "../emulator/harness";
import { keyOnServer, startWorld, userOnServer, type World } from "../provider/apply-harness";
import { exported, jsonOf, markedUser, sweep } from "./sweep-fixture";

let world: World;
afterEach(() => world.emulator.close());

const DELETE = ["-", "--json", "--delete", "--yes"];

it("passes over a person whose description ends like a mark of ours", async () => {
  world = await startWorld();
  const lost = await markedUser(world, "lost");
  const { description } = (await userOnServer(world, lost.id)) ?? {};
  const { user: person } = (await world.emulator.addUser({
    friendly_name: "jane",
    description: String(description),
  })) as unknown as { user: { id: string } };
  const run = await sweep(world, DELETE, { stdin: exported([]) });
  expect(jsonOf(run).found.map(({ id }) => id)).toEqual([lost.id]);
  expect(await userOnServer(world, person.id)).toBeDefined();
  expect(await userOnServer(world, lost.id)).toBeUndefined();
});

describe("of two keys as old as their user, neither of which Pulumi named", () => {
  it("keeps both, and deletes the only one", async () => {
    world = await startWorld();
    const two = await markedUser(world, "two", { initialKey: "keep" });
    const byHand = await makeKey(world.emulator, two.id, "by hand");
    const one = await markedUser(world, "one", { initialKey: "keep" });
    const only = String(one.outputs.initialApiKeyId);
    // In state, but for their keys.
    const bare = [two, one].map((user) => {
      if (user.state) user.state.outputs = {};
      return user;
    });
    const run = await sweep(world, DELETE, { stdin: exported(bare) });
    const keepOf = (id: string) => jsonOf(run).found.find((row) => row.id === id)?.keep;
    for (const id of [byHand.id, String((await keysOf(two.id))[0])]) {
      expect(keepOf(id)).toBe("another key of its user is as old: either may be in use");
      expect(await keyOnServer(world, id)).toBeDefined();
    }
    expect(await keyOnServer(world, only)).toBeUndefined();
  });

  it("keeps the user too: one of them is in force, and nobody knows which", async () => {
    world = await startWorld();
    const two = await markedUser(world, "two", { initialKey: "keep" });
    await makeKey(world.emulator, two.id, "by hand");
    const run = await sweep(world, DELETE, { stdin: exported([]) });
    expect(jsonOf(run).found).toMatchObject([
      { id: two.id, keep: expect.stringContaining("in force that Pulumi did not") },
    ]);
    expect(await userOnServer(world, two.id)).toBeDefined();
  });

  const keysOf = async (userId: string) =>
    (await world.emulator.state()).tokens.filter((token) => token.user_id === userId).map(({ id }) => id);
});

it("counts as gone what was deleted while the question stood, and is shown on with that status", async () => {
  world = await startWorld({ variants: ["deleted-not-found"] });
  const state = join(mkdtempSync(join(tmpdir(), "sweep-")), "state.json");
  writeFileSync(state, exported([]));
  const [lost, there] = [await markedUser(world, "lost"), await markedUser(world, "there")];
  const during = async () => {
    await call(world.emulator, "DELETE", `/user/${lost.id}`);
  };
  const run = await sweep(world, [state, "--delete"], { answer: "yes", during });
  expect(run.code).toBe(0);
  expect(run.out).toContain(`user ${lost.id} lost: gone already`);
  expect(run.out).toContain(`user ${there.id} there: deleted`);
  const deletions = (await world.emulator.journal())
    .filter(({ method }) => method === "DELETE")
    .map(({ path }) => path);
  expect(deletions.filter((path) => path.endsWith(lost.id))).toHaveLength(1);
  expect(deletions.filter((path) => path.endsWith(there.id))).toHaveLength(1);
});
