/** Guards where something is not shown, or where a program drops an argument later. Each with a twin that goes on. */
import { afterEach, describe, expect, it } from "vitest";
import { call, makeUser } from "../../emulator/harness";
import {
  failure,
  roleIds,
  settingsFor,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "../apply-harness";

let world: World;
afterEach(() => world.emulator.close());

const legacy = async () => (await makeUser(world.emulator, { friendly_name: "legacy" })).id;
const nameOf = async (id: string) => (await userOnServer(world, id))?.friendly_name;

describe("the name of a user that was taken over by its id, with no nickname declared", () => {
  it("stays when the program drops adoptId, also after a refresh", async () => {
    world = await startWorld();
    const id = await legacy();
    const { nickname: _none, ...args } = userArgs(world);
    const user = userOf(world);
    await user.up({ ...args, adoptId: id, adoptChanges: true });
    await user.up(args);
    expect(await nameOf(id)).toBe("legacy");
    await user.refresh();
    await user.up({ ...args, description: "Changed" });
    expect(await nameOf(id)).toBe("legacy");
  });

  it("changes when the program declares one", async () => {
    world = await startWorld();
    const id = await legacy();
    const { nickname: _none, ...args } = userArgs(world);
    const user = userOf(world);
    await user.up({ ...args, adoptId: id, adoptChanges: true });
    await user.up({ ...args, nickname: "chosen" });
    expect(await nameOf(id)).toBe("chosen");
  });

  it("shows no change where an earlier version gave it the default name", async () => {
    world = await startWorld();
    const { nickname: _none, ...args } = userArgs(world);
    const user = userOf(world);
    await user.up(args);
    const { state } = user;
    if (!state) throw new Error("no state");
    state.inputs.adoptId = user.id;
    state.outputs.adoptId = user.id;
    expect(state.outputs.autoNickname).toBeTruthy();
    expect(await user.up({ ...args, adoptId: user.id })).toBe("same");
  });
});

describe("an adoption of the provider's own user, whose roles are not shown", () => {
  const own = async () => {
    world = await startWorld({ variants: ["user-as-documented"] });
    const made = await makeUser(world.emulator, { friendly_name: "ci", roles: await roleIds(world, "User manager") });
    world.env = settingsFor(world.emulator, made.key);
    return made;
  };

  it("is refused: it may take its roles", async () => {
    const { id } = await own();
    const args = userArgs(world, { onDuplicate: "adopt", adoptChanges: true });
    expect((await failure(userOf(world).up(args))).message).toMatch(/the user that this provider itself runs as/);
    expect(await nameOf(id)).toBe("ci");
  });

  it("goes on with allowSelf", async () => {
    const { id } = await own();
    const user = userOf(world);
    await user.up(
      userArgs(world, {
        onDuplicate: "adopt",
        adoptChanges: true,
        allowSelf: true,
        roleIds: await roleIds(world, "User manager"),
      }),
    );
    expect(user.id).toBe(id);
  });
});

describe("a take-back of a user whose roles are not shown", () => {
  it("asks nobody who the provider is: unknown never blocks what carries our own mark", async () => {
    world = await startWorld({ variants: ["user-as-documented"] });
    world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "0";
    const first = userOf(world);
    await first.up(userArgs(world));
    await world.emulator.addFault({ kind: "status", status: 403, match: { method: "GET", path: "/user/me" } });
    const again = userOf(world);
    await again.up(userArgs(world));
    expect(again.id).toBe(first.id);
    expect((await failure(again.destroy())).message).toMatch(/could not be asked/);
  });
});

describe("a user that a person disabled", () => {
  const isEnabled = async (id: string) => (await userOnServer(world, id))?.enabled;

  it("stays disabled where a run changes something else; the next preview shows that it is enabled again", async () => {
    world = await startWorld();
    const user = userOf(world);
    await user.up(userArgs(world));
    await call(world.emulator, "PUT", `/user/${user.id}/disable`);
    const changed = userArgs(world, { description: "Changed" });
    expect(await user.up(changed)).toBe("update");
    expect(await isEnabled(user.id)).toBe(false);
    expect(user.outputs).toMatchObject({ enabled: false, status: "DISABLED" });
    expect(await user.up(changed)).toBe("update");
    expect(await isEnabled(user.id)).toBe(true);
    expect(await user.up(changed)).toBe("same");
  });

  it("is enabled at once where that is what the program changes", async () => {
    world = await startWorld();
    const user = userOf(world);
    await user.up(userArgs(world, { enabled: false }));
    await user.up(userArgs(world, { description: "Changed" }));
    expect(await isEnabled(user.id)).toBe(true);
  });
});
