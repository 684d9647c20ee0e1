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
const REFRESH = "Run `pulumi up --refresh`: it drops the key from state and makes a new one.";

async function lessLife(): Promise<void> {
  await world.emulator.close();
  await begin({ variants: ["grants-less"] });
}

describe("a key with less life than asked that cannot be deleted", () => {
  it.each(Object.entries(stuck))(
    "after %s is kept in state, refused again and deleted by the next run",
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
          "It is kept in state, and the next `pulumi up` tries it again.",
        ],
      });
      expect(slot.outputs).toMatchObject({ unproven: true, requestedEndDate: "2027-03-01" });
      expect(await keyOnServer(world, slot.id)).toBeDefined();

      await world.emulator.clearFaults();
      const again = await failure(slot.up(args()));
      expect(again.message).toContain("less life than asked");
      expect(again.message).toContain(REFRESH);
      expect(await keyOnServer(world, slot.id)).toBeUndefined();
    },
  );

  it("is taken once no more is declared than was granted", async () => {
    await lessLife();
    const slot = slotOf();
    await world.emulator.addFault({ match: deletion, kind: "drop-before", times: 100 });
    await failure(slot.up(args()));
    const granted = String(slot.outputs.endDate);
    expect(granted < "2027-03-01").toBe(true);
    expect(await slot.up(args(granted))).toBe("update");
    expect(slot.outputs).toMatchObject({ unproven: false, endDate: granted, requestedEndDate: granted });
    expect(await slot.up(args(granted))).toBe("same");
  });
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

  it("is tried again by the next run, and then left alone", async () => {
    const slot = await kept();
    expect(await slot.up(args())).toBe("update");
    expect(slot.outputs.unproven).toBe(false);
    expect(await slot.up(args())).toBe("same");
  });

  it("and gets a longer life at the same time keeps it", async () => {
    const slot = await kept();
    await slot.up(args("2027-04-01"));
    expect(slot.outputs).toMatchObject({ unproven: false, endDate: "2027-04-01" });
  });

  it("and never does is deleted, and from then on said to be gone at once, until a refresh heals it", async () => {
    const slot = await kept();
    const lost = slot.id;
    await world.emulator.addFault(refused);
    expect((await failure(slot.up(args()))).message).toContain(REFRESH);
    expect(await keyOnServer(world, lost)).toBeUndefined();
    await world.emulator.clearFaults();

    await world.emulator.clearJournal();
    expect((await failure(slot.up(args()))).message).toMatch(
      new RegExp(`\\(${lost}\\) is gone\\. Run .pulumi up --refresh`),
    );
    const asked = (await world.emulator.journal()).map(({ method, path }) => `${method} ${path}`);
    expect(asked).toEqual([`GET /account/api/v1/api-access-token/${lost}`]);

    expect(await slot.refresh()).toBe("gone");
    expect(await slot.up(args())).toBe("create");
    expect(slot.id).not.toBe(lost);
    expect(await slot.up(args())).toBe("same");
  });
});
