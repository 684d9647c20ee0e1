import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FetchPage, walkPages } from "../../../src/client/reading/pages";
import { holdsAsync } from "../../support/property";

async function collect(fetchPage: FetchPage): Promise<string[]> {
  const ids: string[] = [];
  const walk = walkPages(
    fetchPage,
    (item) => item as { id: string },
    (item) => item.id,
    () => new Error("no list"),
  );
  for await (const item of walk) ids.push(item.id);
  return ids;
}

describe("walking a list", () => {
  it("yields every item once, for any number of items, page size, and envelope", async () => {
    await holdsAsync(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 25 }),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom("items", "records"),
        async (n, size, total, echo, name) => {
          const all = Array.from({ length: n }, (_, i) => ({ id: `u${i}` }));
          let calls = 0;
          const ids = await collect(async (page) => {
            calls += 1;
            const offset = page?.offset ?? 0;
            const limit = Math.min(page?.limit ?? size, size);
            return {
              [name]: all.slice(offset, offset + limit),
              ...(total ? { total: n } : {}),
              ...(echo ? { offset, limit } : {}),
            };
          });
          expect(ids).toEqual(all.map((u) => u.id));
          expect(calls).toBeLessThanOrEqual(Math.ceil(n / size) + 1);
        },
      ),
    );
  });

  it("ends, and yields nothing twice, for any answers at all", async () => {
    const item = fc.record({ id: fc.nat(20).map(String) });
    const answer = fc.oneof(
      fc.array(item, { maxLength: 5 }),
      fc.record({
        items: fc.array(item, { maxLength: 5 }),
        total: fc.option(fc.integer()),
        offset: fc.option(fc.integer()),
        limit: fc.option(fc.integer()),
      }),
    );
    await holdsAsync(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 30 }), async (answers) => {
        let calls = 0;
        const ids = await collect(async () => {
          calls += 1;
          return answers[(calls - 1) % answers.length];
        });
        expect(new Set(ids).size).toBe(ids.length);
        // Each page but the last brings something new.
        expect(calls).toBeLessThanOrEqual(ids.length + 1);
      }),
    );
  });

  it("stops when a server ignores the offset, and takes a bare array for the whole list", async () => {
    let calls = 0;
    const stuck = async (): Promise<unknown> => {
      calls += 1;
      return { items: [{ id: "a" }, { id: "b" }], total: 100 };
    };
    expect(await collect(stuck)).toEqual(["a", "b"]);
    expect(calls).toBe(2);
    expect(await collect(async () => [{ id: "a" }, { id: "a" }])).toEqual(["a"]);
  });

  it("goes on behind an item that moved from one page to the next while it walked", async () => {
    const pages = [[{ id: "a" }, { id: "b" }], [{ id: "b" }, { id: "c" }], [{ id: "d" }]];
    const answers = pages.map((items) => ({ items, total: 5 }));
    expect(await collect(async () => answers.shift())).toEqual(["a", "b", "c", "d"]);
  });

  it("says so when the answer is no list", async () => {
    await expect(collect(async () => ({ users: [] }))).rejects.toThrow("no list");
    await expect(collect(async () => "<html>")).rejects.toThrow("no list");
  });
});
