import { setImmediate as tick } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EmulatorOptions, Fault } from "../../src/emulator";
import { apiKeySlotHandlers } from "../../src/provider/rotating/slot/apply";
import {
  failure,
  keyOnServer,
  keysOnServer,
  Resource,
  startWorld,
  userArgs,
  userOf,
  type World,
} from "./apply-harness";

let world: World;
let userId: string;

async function begin(options: EmulatorOptions = {}): Promise<void> {
  world = await startWorld(options);
  world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "1";
  const user = userOf(world);
  await user.up(userArgs(world));
  userId = user.id;
}
beforeEach(() => begin());
afterEach(() => world.emulator.close());

const slotOf = () => new Resource(world, apiKeySlotHandlers({ waitsMs: [1, 1], sleep: () => tick() }));
const args = (endDate = "2027-03-01") => ({
  slot: "a",
  role: "current",
  generation: "s-1",
  serviceUserId: userId,
  endDate,
  namePrefix: "app",
});

/** Somebody deletes the user, beside Pulumi. */
async function deleteUserByHand(): Promise<{ text: string }> {
  const { url, apiKey } = world.emulator;
  const headers = { "x-api-key": apiKey, "user-agent": "by-hand/1.0" };
  const response = await fetch(`${url}/account/api/v1/user/${userId}`, { method: "DELETE", headers });
  return { text: await response.text() };
}

const deletion = { method: "DELETE", path: "/account/api/v1/api-access-token/*" };
const stuck: Record<string, Fault> = {
  "an answer 500": { match: deletion, kind: "status", status: 500, times: 100 },
  "no answer": { match: deletion, kind: "drop-before", times: 100 },
};
const refused: Fault = {
  match: { method: "GET", path: "/account/api/v1/user/me" },
  kind: "status",
  status: 401,
  times: 100,
};

async function lessLife(): Promise<void> {
  await world.emulator.close();
  await begin({ variants: ["grants-less"] });
}

it("says that the service user is gone, where a tenant for one key per user would answer alike", async () => {
  const { text } = await deleteUserByHand();
  expect(text).toBe("");
  const error = await failure(slotOf().up(args()));
  expect(error.message).toContain(`There is no service user ${userId}`);
  expect(error.message).toContain("pulumi up --refresh");
  expect(error.message).not.toContain("initialKey");
});

it("says that a tenant allows one key per user, where the user is there", async () => {
  await world.emulator.close();
  await begin({ variants: ["single-key"] });
  const error = await failure(slotOf().up(args()));
  expect(error.message).toMatch(/does not let one user make a key for another.*initialKey: "keep"/s);
});

describe("a key with less life than asked that cannot be deleted", () => {
  it.each(Object.entries(stuck))(
    "after %s is kept in state, and deleted once a run asks for no more than is granted",
    async (_, rule) => {
      await lessLife();
      const slot = slotOf();
      await world.emulator.addFault(rule);
      const error = await failure(slot.up(args()));
      expect(error).toMatchObject({
        id: slot.id,
        reasons: [
          expect.stringMatching(/was granted less life than asked: until .* Set lifetimeDays to at most \d+,/),
          expect.stringContaining("Deleting it again failed: "),
          "It is kept in state, and the next `pulumi up` makes another in its place and deletes it.",
        ],
      });
      expect(slot.outputs).toMatchObject({ unproven: true, requestedEndDate: "2027-03-01" });
      expect(await keyOnServer(world, slot.id)).toBeDefined();

      await world.emulator.clearFaults();
      const again = await failure(slot.up(args()));
      expect(again.message).toMatch(/less life than asked.*Set lifetimeDays to at most/);
      expect(await keysOnServer(world, userId)).toMatchObject([{ id: slot.id }]);

      const granted = String(slot.outputs.endDate);
      expect(granted < "2027-03-01").toBe(true);
      expect(await slot.up(args(granted))).toBe("replace");
      expect(slot.outputs).toMatchObject({ endDate: granted });
      for (const silent of ["unproven", "requestedEndDate"]) expect(slot.outputs).not.toHaveProperty(silent);
      expect(await slot.up(args(granted))).toBe("same");
      expect(await keysOnServer(world, userId)).toMatchObject([{ id: slot.id }]);
    },
  );
});

describe("a key that nobody would record", () => {
  it.each(Object.entries(stuck))("is named, with how to find it, when its deletion gets %s", async (_, rule) => {
    await world.emulator.addFault(rule);
    world.deps = { engineAlive: () => Promise.resolve(false) };
    const error = await failure(slotOf().up(args()));
    const [key] = await keysOnServer(world, userId);
    expect(error.message).toContain("The engine is gone, so nobody would record API key");
    expect(error.message).toContain(`Delete ${String(key?.id)} by hand, or with \`digicert-one sweep\``);
  });
});

describe("a key in state that was never seen to work", () => {
  async function kept(): Promise<Resource> {
    const slot = slotOf();
    await world.emulator.addFault(refused);
    await world.emulator.addFault({ match: deletion, kind: "status", status: 403, times: 100 });
    await failure(slot.up(args()));
    await world.emulator.clearFaults();
    expect(slot.outputs.unproven).toBe(true);
    return slot;
  }

  it("makes way for another in the next run, which is then left alone", async () => {
    const slot = await kept();
    const lost = slot.id;
    expect(await slot.up(args("2027-04-01"))).toBe("replace");
    expect(slot.outputs).toMatchObject({ endDate: "2027-04-01" });
    expect(slot.outputs).not.toHaveProperty("unproven");
    expect(await slot.up(args("2027-04-01"))).toBe("same");
    expect(await keyOnServer(world, lost)).toBeUndefined();
    expect(await keysOnServer(world, userId)).toMatchObject([{ id: slot.id }]);
  });

  it("stays in state while no other works either, and is deleted when one does", async () => {
    const slot = await kept();
    const lost = slot.id;
    await world.emulator.addFault(refused);
    const error = await failure(slot.up(args()));
    expect(error.message).toMatch(/does not accept it \(401\).*The key was deleted again.*Run `pulumi up` again/);
    expect(await keysOnServer(world, userId)).toMatchObject([{ id: lost }]);
    await world.emulator.clearFaults();
    expect(await slot.up(args())).toBe("replace");
    expect(await keysOnServer(world, userId)).toMatchObject([{ id: slot.id }]);
  });

  it("although it was deleted, its answer lost, is replaced all the same", async () => {
    const slot = slotOf();
    await world.emulator.addFault(refused);
    await world.emulator.addFault({ match: deletion, kind: "drop-after", times: 100 });
    await failure(slot.up(args()));
    expect(slot.outputs.unproven).toBe(true);
    expect(await keysOnServer(world, userId)).toEqual([]);
    await world.emulator.clearFaults();
    expect(await slot.up(args())).toBe("replace");
    expect(await slot.up(args())).toBe("same");
  });
});
