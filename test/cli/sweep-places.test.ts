/** What sweep takes for gone, and what it keeps because nobody tells. */
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { deleteLeftover, findLeftovers, type Leftover } from "../../src/cli/sweep/leftovers";
import { clientOf } from "../client/support/client";
import { call } from "../emulator/harness";
import { failure, userOnServer, type World } from "../provider/apply-harness";
import { newWorld } from "../provider/proof/two-accounts";
import { exported, jsonOf, markedUser, sweep } from "./sweep-fixture";

/** A client of one key, or of several. */
const clientFor = (world: World, ...keys: string[]) =>
  clientOf(world.emulator.url, { apiKey: "", apiKeys: keys.join(","), rateLimits: "off", maxRetrySeconds: "0" });
const rules = {
  nowMs: Date.parse("2026-12-31"),
  minAgeMs: 0,
  allStacks: true,
  ownUserIds: new Set<string>(),
  hosts: [],
  onlyVerify: false,
};
const nothing = { texts: new Set<string>(), stacks: [] };

async function listed(world: World): Promise<Leftover> {
  const user = await markedUser(world, "left");
  const found = await findLeftovers(clientFor(world, world.emulator.apiKey), nothing, rules);
  const row = found.find(({ id }) => id === user.id);
  if (row === undefined) throw new Error("it was not listed");
  return row;
}

describe("what sweep has listed and does not find any more", () => {
  it("is gone for the one key that listed it", async () => {
    const { world } = await newWorld();
    const row = await listed(world);
    await call(world.emulator, "DELETE", `/user/${row.id}`);
    const client = clientFor(world, world.emulator.apiKey);
    expect(await deleteLeftover(client, row, { severalKeys: false })).toBe("gone");
  });

  it("may be alive where several keys are used, and is a failure", async () => {
    const { world, foreign } = await newWorld();
    const row = await listed(world);
    const client = clientFor(foreign, foreign.env.DIGICERT_ONE_API_KEY ?? "", world.emulator.apiKey);
    const { message } = await failure(deleteLeftover(client, row, { severalKeys: true }));
    expect(message).toMatch(/does not prove that it is gone\. Run with one key/);
    expect(await userOnServer(world, row.id)).toBeDefined();
  });
});

describe("a user whose keys are not found", () => {
  it("is kept: nothing tells whether they are in use", async () => {
    const { world } = await newWorld();
    const user = await markedUser(world, "left");
    const match = { method: "GET", path: "/api-access-token" };
    await world.emulator.addFault({ kind: "status", status: 404, match });
    const run = await sweep(world, ["-", "--json", "--delete", "--yes"], { stdin: exported([]) });
    expect(jsonOf(run).found).toMatchObject([{ id: user.id, keep: expect.stringContaining("its keys are not found") }]);
    expect(run.code).toBe(EXIT.found);
    expect(await userOnServer(world, user.id)).toBeDefined();
    await world.emulator.clearFaults();
    expect((await sweep(world, ["-", "--json", "--delete", "--yes"], { stdin: exported([]) })).code).toBe(0);
    expect(await userOnServer(world, user.id)).toBeUndefined();
  });

  it("is not listed where it is gone itself", async () => {
    const { world } = await newWorld();
    const user = await markedUser(world, "left");
    await world.emulator.addFault({ kind: "status", status: 404, match: { path: "/api-access-token" } });
    await world.emulator.addFault({ kind: "status", status: 404, match: { path: `/user/${user.id}` } });
    const run = await sweep(world, ["-", "--json"], { stdin: exported([]) });
    expect(jsonOf(run).found).toEqual([]);
  });
});

describe("a sweep that cannot ask whom it runs as", () => {
  it.each([
    ["a page", { kind: "html", status: 404 } as const, /something other than the DigiCert ONE API may have answered/],
    ["a refusal", { kind: "status", status: 403 } as const, /lacks a role.*needs a key whose user may read itself/],
  ])("deletes nothing, and passes on what was answered: %s", async (_what, fault, says) => {
    const { world } = await newWorld();
    world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "0";
    const user = await markedUser(world, "left");
    await world.emulator.addFault({ ...fault, match: { path: "/user/me" } });
    const { message } = await failure(sweep(world, ["-", "--delete", "--yes"], { stdin: exported([]) }));
    expect(message).toMatch(/^Nothing was deleted: which user this command runs as could not be asked\./);
    expect(message).toMatch(says);
    expect(await userOnServer(world, user.id)).toBeDefined();
  });
});
