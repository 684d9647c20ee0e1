import { describe, expect, it } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { call, makeUser } from "./harness";

async function withUsers<T>(options: EmulatorOptions, use: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ seed: 8, rateLimits: "off", ...options });
  try {
    for (let turn = 0; turn < 9; turn += 1) await makeUser(emulator, { friendly_name: `user ${turn}` });
    return await use(emulator);
  } finally {
    await emulator.close();
  }
}

const names = (items: unknown): string[] =>
  Array.isArray(items) ? items.map((item: { friendly_name?: string }) => String(item.friendly_name)) : [];

describe("a list", () => {
  it("is a bare array by default and takes no paging parameters", () =>
    withUsers({}, async (emulator) => {
      expect((await call(emulator, "GET", "/user")).list).toHaveLength(10);
      expect((await call(emulator, "GET", "/user?offset=0")).status).toBe(400);
    }));

  it("comes in an order that the seed shuffled, the same one each time", async () => {
    const order = (seed: number): Promise<string[]> =>
      withUsers({ seed }, async (emulator) => {
        const first = names((await call(emulator, "GET", "/user")).list);
        expect(names((await call(emulator, "GET", "/user")).list)).toEqual(first);
        return first;
      });
    const [one, again, two] = [await order(1), await order(1), await order(2)];
    expect(again).toEqual(one);
    expect(two).not.toEqual(one);
    expect([...two].sort()).toEqual([...one].sort());
    const created = [...one].sort();
    expect(one).not.toEqual(created);
  });

  it("comes in pages with a page size, and all pages together hold each object once", () =>
    withUsers({ pageSize: 4 }, async (emulator) => {
      const seen: string[] = [];
      for (let offset = 0; offset < 12; offset += 4) {
        const page = (await call(emulator, "GET", `/user?offset=${offset}`)).object;
        expect(page).toMatchObject({ total: 10, offset, limit: 4 });
        seen.push(...names(page.items));
      }
      expect(new Set(seen).size).toBe(10);
      expect(seen).toHaveLength(10);
      expect((await call(emulator, "GET", "/user?limit=2")).object.items).toHaveLength(2);
      expect((await call(emulator, "GET", "/user?limit=100")).object).toMatchObject({ limit: 4 });
      expect((await call(emulator, "GET", "/user?offset=99")).object.items).toEqual([]);
      expect((await call(emulator, "GET", "/user?offset=-1")).status).toBe(400);
      expect((await call(emulator, "GET", "/role")).object).toMatchObject({ total: 6 });
      expect((await call(emulator, "GET", "/account")).object).toMatchObject({ total: 1 });
    }));
});
