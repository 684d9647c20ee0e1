import { describe, expect, it } from "vitest";
import type { ResourceHandlers } from "../../../src/provider/host/handlers";
import type { Props } from "../../../src/provider/host/state";
import { apiKeySlotHandlers } from "../../../src/provider/rotating/slot/apply";
import { call } from "../../emulator/harness";
import { failure, keyArgs, keyOnServer, Resource, userArgs, userOnServer, type World } from "../apply-harness";
import { as, madeKey, madeUser, newWorld } from "./two-accounts";

const slotHandlers: ResourceHandlers = apiKeySlotHandlers({ waitsMs: [] });
const slotArgs = (serviceUserId: string, endDate = "2027-03-01"): Props => ({
  slot: "a",
  role: "current",
  generation: "s-1",
  serviceUserId,
  endDate,
  namePrefix: "pair",
});

interface Case {
  readonly make: (world: World) => Promise<Resource>;
  /** Arguments that need a write. */
  readonly changed: (userId: string) => Props;
  readonly path: (id: string) => string;
  readonly onServer: (world: World, id: string) => Promise<Props | undefined>;
}

const userId = async (world: World): Promise<string> =>
  String((await world.emulator.state()).users.find((user) => user.friendly_name === "ci")?.id);

const cases: Record<string, Case> = {
  "a service user": {
    make: madeUser,
    changed: () => ({ description: "Signs more" }),
    path: (id) => `/user/${id}`,
    onServer: userOnServer,
  },
  "an API key": {
    make: madeKey,
    changed: (user) => keyArgs(user, { lifetimeDays: 100 }),
    path: (id) => `/api-access-token/${id}`,
    onServer: keyOnServer,
  },
  "a slot": {
    make: async (world) => {
      const slot = new Resource(world, slotHandlers);
      await slot.up(slotArgs((await madeUser(world)).id));
      return slot;
    },
    changed: (user) => slotArgs(user, "2027-04-01"),
    path: (id) => `/api-access-token/${id}`,
    onServer: keyOnServer,
  },
};

const argsOf = (name: string, world: World, user: string): Props => {
  const changed = cases[name]?.changed(user) ?? {};
  return name === "a service user" ? userArgs(world, changed) : changed;
};

describe.each(Object.entries(cases))("%s", (name, { make, path, onServer }) => {
  it("that a key of another account does not find stays in state, whatever is done", async () => {
    const { world, foreign } = await newWorld();
    const resource = await make(world);
    const args = argsOf(name, world, await userId(world));
    for (const run of [
      (one: Resource) => one.refresh(),
      (one: Resource) => one.destroy(),
      (one: Resource) => one.up(args),
    ]) {
      const one = as(foreign, resource);
      const { message } = await failure(run(one));
      expect(message).toContain(`${resource.id} was not found, which does not prove that it is gone`);
      expect(message).toMatch(/with key-[0-9a-f]{8}/);
      expect(message).toContain(world.emulator.accountId);
      expect(message).toContain("pulumi state delete");
      expect(message).toContain("An emulator that was started again has forgotten what it held");
      expect(one.state).toEqual(resource.state);
    }
    expect(await onServer(world, resource.id)).toBeDefined();
  });

  it("that really is gone leaves state at a refresh, and is no failure of a destroy", async () => {
    const { world } = await newWorld();
    const resource = await make(world);
    const args = argsOf(name, world, await userId(world));
    await call(world.emulator, "DELETE", path(resource.id));
    const { message } = await failure(as(world, resource).up(args));
    expect(message).toMatch(/is gone\. Run `pulumi up --refresh`.* restored or copied/);
    expect(await as(world, resource).destroy()).toBe("delete");
    expect(await resource.refresh()).toBe("gone");
    expect(world.notices.join()).toMatch(
      /is gone at 127\.0\.0\.1:\d+, and leaves the state\. The next update makes anew what the program still needs\..*restored or copied.*sweep/,
    );
  });

  it("that is still answered as deleted is gone by that alone, in any case of the word", async () => {
    const { world } = await newWorld(["deleted-not-found"]);
    const resource = await make(world);
    const args = argsOf(name, world, await userId(world));
    await call(world.emulator, "DELETE", path(resource.id));
    const before = (await world.emulator.journal()).length;
    expect((await failure(as(world, resource).up(args))).message).toMatch(/is gone/);
    const asked = (await world.emulator.journal()).slice(before).map((entry) => `${entry.method} ${entry.path}`);
    expect(asked).toEqual([`GET /account/api/v1${path(resource.id)}`]);
    expect(await as(world, resource).destroy()).toBe("delete");
    expect(await resource.refresh()).toBe("gone");
  });

  it("goes on in state, and fails with the cause, while nobody can be asked what is seen", async () => {
    const { world } = await newWorld();
    world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "0";
    const resource = await make(world);
    await call(world.emulator, "DELETE", path(resource.id));
    const user = await userId(world);
    for (const blind of ["/user/me", "/account", "/user", `/user/${user}`]) {
      await world.emulator.addFault({ kind: "status", status: 403, match: { method: "GET", path: blind } });
    }
    const { message } = await failure(as(world, resource).destroy());
    expect(message).toContain("403");
    expect(message).toContain("does not prove that it is gone");
    await world.emulator.clearFaults();
    expect(await as(world, resource).destroy(), "once they can be asked").toBe("delete");
  });
});
