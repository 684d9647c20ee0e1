/** The first key of a user that is taken back: nobody recorded its value, so its user tells whether the provider may run with it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeKey, opens } from "../../emulator/harness";
import {
  failure,
  keysOnServer,
  type Resource,
  roleIds,
  settingsFor,
  startWorld,
  userArgs,
  userOf,
  type World,
} from "../apply-harness";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.emulator.close());

/** A user with a first key in use, of which no state knows any more. */
async function forgotten() {
  const user = userOf(world);
  const args = userArgs(world, { initialKey: "keep", roleIds: await roleIds(world, "User manager") });
  await user.up(args);
  const value = String(user.outputs.initialApiKey);
  const own: World = { ...world, env: settingsFor(world.emulator, value) };
  return { user, own, value, again: { ...args, initialKey: "delete" }, isAlive: () => opens(world.emulator, value) };
}

const takenBack = async (as: World, args: Record<string, unknown>): Promise<Resource> => {
  const user = userOf(as);
  await user.up(args);
  return user;
};

describe("the first key of a user that is taken back", () => {
  it("is deleted by a provider that runs as another user", async () => {
    const { user, again, isAlive } = await forgotten();
    expect((await takenBack(world, again)).id).toBe(user.id);
    expect(await isAlive()).toBe(false);
  });

  it("stays where the provider runs as that user, and the user is recorded", async () => {
    const { user, own, again, isAlive } = await forgotten();
    const taken = userOf(own);
    expect((await failure(taken.up(again))).message).toMatch(
      /is a key of the user that this provider itself runs as, and may be the one that it runs with: deleting it/,
    );
    expect(taken.id).toBe(user.id);
    expect(await isAlive()).toBe(true);
    await taken.up({ ...again, allowSelf: true });
    expect(await isAlive()).toBe(false);
  });

  it("stays where it cannot be asked whose the provider's key is, and goes with the next run that can", async () => {
    const { again, isAlive } = await forgotten();
    await world.emulator.addFault({ kind: "status", status: 403, match: { path: "/user/me" } });
    const taken = userOf(world);
    expect((await failure(taken.up(again))).message).toMatch(/could not be asked, so it was left as it is/);
    expect(await keysOnServer(world, taken.id)).toHaveLength(1);
    await world.emulator.clearFaults();
    expect(await isAlive()).toBe(true);
    await taken.up(again);
    expect(await isAlive()).toBe(false);
  });

  it("stays, with a notice, where somebody made a key at the same moment: nothing tells which is which", async () => {
    const { user, again, isAlive } = await forgotten();
    const { id } = await makeKey(world.emulator, user.id, "by hand");
    const taken = await takenBack(world, again);
    expect(await isAlive()).toBe(true);
    expect(await keysOnServer(world, user.id)).toHaveLength(2);
    expect(world.notices.join("\n")).toMatch(new RegExp(`Which of .*${id}.* it is, is not certain, so all stay`));
    expect(await taken.up(again)).toBe("same");
  });
});

describe("the first key that `--replace` puts another in the place of", () => {
  it.each([
    { runsWith: "it", stays: true },
    { runsWith: "another", stays: false },
  ])("where the provider runs with $runsWith, stays: $stays", async ({ runsWith, stays }) => {
    const { user, own, isAlive } = await forgotten();
    const args = userArgs(world, { initialKey: "keep", roleIds: await roleIds(world, "User manager") });
    const as = runsWith === "it" ? own : world;
    const same = userOf(as);
    same.state = user.state;
    await same.up(args, { replace: true });
    expect(same.id).toBe(user.id);
    expect(await isAlive()).toBe(stays);
    expect(as.notices.join("\n").includes("stays: this provider runs with it")).toBe(stays);
  });
});
