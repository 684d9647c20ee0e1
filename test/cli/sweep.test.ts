import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { ownerHash } from "../../src/ownership";
import { makeKey, makeUser, opens, roleId } from "../emulator/harness";
import {
  failure,
  keyArgs,
  keyOf,
  keyOnServer,
  type Resource,
  settingsFor,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "../provider/apply-harness";
import { exported, identityOf, jsonOf, markedUser, sweep, USER_TYPE } from "./sweep-fixture";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.emulator.close());

const madeUser = (nickname: string, args?: Record<string, unknown>) => markedUser(world, nickname, args);
const madeKey = async (userId: string, args: Record<string, unknown> = {}): Promise<Resource> => {
  const key = keyOf(world);
  await key.up(keyArgs(userId, args));
  return key;
};
const ids = (run: Parameters<typeof jsonOf>[0]) => jsonOf(run).found.map(({ id }) => id);

describe("sweep lists", () => {
  it("nothing while everything stands in a state, and exactly what no state holds otherwise", async () => {
    const user = await madeUser("ci");
    const key = await madeKey(user.id);
    const lostUser = await madeUser("lost");
    const lostKey = await madeKey(user.id);
    await makeUser(world.emulator, { friendly_name: "by hand" });
    await world.emulator.setClock({ advance: "PT1M" }); // in the user's own second it would pass for its first key
    await makeKey(world.emulator, user.id, "by hand");

    const all = await sweep(world, ["-", "--json"], { stdin: exported([user, key, lostUser, lostKey]) });
    expect(jsonOf(all)).toMatchObject({ found: [], summary: { found: 0 } });
    expect(all.code).toBe(0);

    const run = await sweep(world, ["-", "--json"], { stdin: exported([user, key]) });
    expect(ids(run).sort()).toEqual([lostUser.id, lostKey.id].sort());
    expect(run.code).toBe(EXIT.found);
    expect(jsonOf(run).found.every(({ keep }) => keep === undefined)).toBe(true);
    expect(await userOnServer(world, lostUser.id)).toBeDefined();
  });

  it("keys with and without an end, on users that nobody marked, by their generated names", async () => {
    const { id } = await makeUser(world.emulator, { friendly_name: "by hand" });
    const dated = await madeKey(id);
    const endless = await madeKey(id, { lifetimeDays: undefined, rotateBeforeDays: undefined });
    expect(endless.outputs.name).toMatch(/^ci-endless-/);
    const run = await sweep(world, ["-", "--json"], { stdin: exported([]) });
    expect(ids(run).sort()).toEqual([dated.id, endless.id].sort());
  });

  it("an object as recorded that waits for its deletion, or that another resource only refers to", async () => {
    const user = await madeUser("ci");
    const key = await madeKey(user.id);
    const state = exported([key]).replace('"custom":true', '"custom":true,"delete":true');
    expect(state).toContain('"delete":true');
    expect(ids(await sweep(world, ["-", "--json"], { stdin: state }))).toEqual([]);
    expect(ids(await sweep(world, ["-", "--json"], { stdin: exported([]) }))).toEqual([user.id]);
  });

  it("over all the given files and globs together, each read once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sweep-"));
    const [one, two, lost] = [await madeUser("one"), await madeUser("two"), await madeUser("lost")];
    writeFileSync(join(folder, "one.json"), exported([one]));
    writeFileSync(join(folder, "two.json"), exported([two], "dev"));
    const run = await sweep(world, [join(folder, "*.json"), join(folder, "one.json"), "--json"]);
    expect(ids(run)).toEqual([lost.id]);
  });

  it("a table that no name can break", async () => {
    const lost = await madeUser("lost");
    const run = await sweep(world, ["-"], { stdin: exported([]) });
    expect(run.out.split("\n")[0]).toMatch(/^KIND +ID +NAME +CREATED +WHY +WITH --delete$/);
    expect(run.out).toContain(`user  ${lost.id}  lost`);
    expect(run.out).toContain("carries the mark of acme/payments/prod/lost");
    expect((await sweep(world, ["-"], { stdin: exported([lost]) })).out).toBe("Nothing is left over.\n");
  });
});

describe("sweep deletes", () => {
  it("exactly what it listed, only when told to and after a question", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sweep-"));
    const state = join(folder, "state.json");
    const user = await madeUser("ci");
    const [lostUser, lostKey] = [await madeUser("lost"), await madeKey(user.id)];
    writeFileSync(state, exported([user]));

    const refused = await sweep(world, [state, "--delete"], { answer: "y" });
    expect(refused).toMatchObject({
      code: EXIT.found,
      questions: [expect.stringMatching(/^Delete 2 of 2, for ever\?/)],
    });
    expect(await keyOnServer(world, lostKey.id)).toBeDefined();

    const run = await sweep(world, [state, "--delete"], { answer: "yes" });
    expect(run.code).toBe(0);
    expect(await userOnServer(world, lostUser.id)).toBeUndefined();
    expect(await keyOnServer(world, lostKey.id)).toBeUndefined();
    expect(await userOnServer(world, user.id)).toBeDefined();
    expect((await sweep(world, [state])).out).toBe("Nothing is left over.\n");
  });

  it("nothing that is younger than --min-age, 24 hours unless said otherwise", async () => {
    const lost = await madeUser("lost");
    const argv = ["-", "--json", "--delete", "--yes"];
    const young = await sweep(world, argv, { stdin: exported([]), later: 23 });
    expect(jsonOf(young).found).toMatchObject([{ id: lost.id, keep: "it is younger than --min-age" }]);
    expect(young.code).toBe(EXIT.found);
    expect(await userOnServer(world, lost.id)).toBeDefined();
    const run = await sweep(world, [...argv, "--min-age", "22h"], { stdin: exported([]), later: 23 });
    expect(jsonOf(run)).toMatchObject({ found: [{ outcome: "deleted" }], summary: { deleted: 1, failed: 0 } });
    expect(run.code).toBe(0);
    expect(await userOnServer(world, lost.id)).toBeUndefined();
  });

  it("neither the user that it runs as nor any of its keys, but both for another user", async () => {
    const self = await madeUser("self", {
      roleIds: [await roleId(world.emulator, "User manager")],
      initialKey: "keep",
    });
    const key = await madeKey(self.id);
    const own = { ...world.env, ...settingsFor(world.emulator, String(self.outputs.initialApiKey)) };
    const argv = ["-", "--json", "--delete", "--yes"];
    const asSelf = await sweep(world, argv, { stdin: exported([]), env: own });
    expect(jsonOf(asSelf).found).toMatchObject([{ id: self.id, keep: "this command runs as it" }]);
    const keys = await sweep(world, argv, { stdin: exported([self]), env: own });
    expect(jsonOf(keys).found).toMatchObject([{ id: key.id, keep: expect.stringContaining("this command runs as") }]);
    expect(await keyOnServer(world, key.id)).toBeDefined();
    const asOther = await sweep(world, argv, { stdin: exported([self]) });
    expect(jsonOf(asOther).found).toMatchObject([{ id: key.id, outcome: "deleted" }]);
    expect((await sweep(world, argv, { stdin: exported([]) })).code).toBe(0);
    expect(await userOnServer(world, self.id)).toBeUndefined();
  });

  it("nothing of a stack whose state was not given, unless --all-stacks says so", async () => {
    const other = await madeUser("other", { owner: "acme/payments/dev/other" });
    const argv = ["-", "--json", "--delete", "--yes"];
    const run = await sweep(world, argv, { stdin: exported([]) });
    expect(jsonOf(run).found).toMatchObject([{ id: other.id, keep: expect.stringContaining("was not given") }]);
    expect(await userOnServer(world, other.id)).toBeDefined();
    expect((await sweep(world, [...argv, "--all-stacks"], { stdin: exported([]) })).code).toBe(0);
    expect(await userOnServer(world, other.id)).toBeUndefined();
  });

  it("no adopted user, none that holds other people's keys, none that --keep names", async () => {
    const adopted = await makeUser(world.emulator, { friendly_name: "adopted" });
    await madeUser("adopted", { onDuplicate: "adopt", adoptChanges: true });
    const [held, bare] = [await madeUser("held"), await madeUser("bare")];
    await world.emulator.setClock({ advance: "PT1M" });
    await makeKey(world.emulator, held.id, "by hand");
    const kept = await madeUser("kept");
    const argv = ["-", "--json", "--delete", "--yes", "--keep", kept.id];
    const run = await sweep(world, argv, { stdin: exported([]) });
    const keepOf = (id: string) => jsonOf(run).found.find((row) => row.id === id)?.keep;
    // Released by whoever adopted it: it is no leftover.
    expect(ids(run)).not.toContain(adopted.id);
    expect(keepOf(held.id)).toBe("it holds 1 key in force that Pulumi did not make");
    expect(ids(run)).not.toContain(kept.id);
    expect(await userOnServer(world, adopted.id)).toBeDefined();
    expect(await userOnServer(world, held.id)).toBeDefined();
    expect(await userOnServer(world, kept.id)).toBeDefined();
    expect(await userOnServer(world, bare.id)).toBeUndefined();
  });

  it("nothing that became somebody's again while the question stood", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sweep-"));
    const state = join(folder, "state.json");
    writeFileSync(state, exported([]));
    const lost = await madeUser("lost");
    const run = await sweepWhile(state, async () => {
      const again = userOf(world);
      const hash = ownerHash(identityOf("acme/payments/prod"), `${USER_TYPE}::lost`);
      await again.up(userArgs(world, { nickname: "lost", owner: "acme/payments/prod/lost", ownerHash: hash }));
      expect(again.id).toBe(lost.id);
    });
    expect(run.out).toContain("left alone: it was changed since it was listed");
    expect(run.code).toBe(EXIT.found);
    expect(await userOnServer(world, lost.id)).toBeDefined();
  });

  const sweepWhile = (state: string, during: () => Promise<void>) =>
    sweep(world, [state, "--delete"], { answer: "yes", during });

  it("goes on after one that failed, and exits 1", async () => {
    const [one, two] = [await madeUser("one"), await madeUser("two")];
    await world.emulator.addFault({
      match: { method: "DELETE", path: `/user/${one.id}` },
      kind: "status",
      status: 403,
    });
    const run = await sweep(world, ["-", "--json", "--delete", "--yes"], { stdin: exported([]) });
    expect(run.code).toBe(1);
    const rows = jsonOf(run).found;
    expect(rows.find(({ id }) => id === one.id)?.problem).toMatch(/403/);
    expect(rows.find(({ id }) => id === two.id)?.outcome).toBe("deleted");
  });

  it("not when nobody can say which user it runs as", async () => {
    const lost = await madeUser("lost");
    await world.emulator.addFault({ match: { path: "/user/me" }, kind: "status", status: 403 });
    const listed = await sweep(world, ["-", "--json"], { stdin: exported([]) });
    expect(ids(listed)).toEqual([lost.id]);
    const error = await failure(sweep(world, ["-", "--delete", "--yes"], { stdin: exported([]) }));
    expect(error.message).toMatch(/Nothing was deleted: which user this command runs as could not be asked/);
    expect(await userOnServer(world, lost.id)).toBeDefined();
  });
});

describe("sweep refuses", () => {
  it.each([
    [[], undefined, /No state was given/],
    [["-", "--delete"], exported([]), /nobody can be asked: add --yes/],
    [["-", "--yes"], exported([]), /--yes belongs to --delete/],
    [["-", "--min-age", "soon"], exported([]), /24h, 7d or 30m/],
    [["-", "--force"], exported([]), /unknown option/],
  ] as const)("%j: wrong usage", async (argv, stdin, message) => {
    const run = await sweep(world, argv, stdin === undefined ? {} : { stdin });
    expect(run.code).toBe(64);
    expect(run.out).toMatch(message);
    expect(await world.emulator.journal()).toEqual([]);
  });

  it.each([
    ["", /is empty/],
    [exported([]).slice(0, -9), /is truncated or damaged/],
    ['{"version":1,"deployment":{"resources":[]}}', /has version 1/],
    ['{"resources":[]}', /no exported stack/],
    ['{"sops":{},"deployment":{}}', /encrypted by sops/],
    ["-----BEGIN AGE ENCRYPTED FILE-----\n", /is encrypted/],
    ['{"version":3,"deployment":{"resources":{}}}', /no list of resources/],
  ])("the state %j, before any call", async (stdin, message) => {
    const error = await failure(sweep(world, ["-"], { stdin }));
    expect(error.message).toMatch(message);
    expect(await world.emulator.journal()).toEqual([]);
  });

  it("a file that is not there, a pattern that nothing matches, and settings without a key", async () => {
    expect((await failure(sweep(world, ["/nowhere/state.json"]))).message).toMatch(/cannot be read: ENOENT/);
    expect((await failure(sweep(world, ["/nowhere/*.json"]))).message).toMatch(/No file matches/);
    const keyless = await failure(sweep(world, ["-"], { stdin: exported([]), env: {} }));
    expect(keyless.message).toMatch(/DIGICERT_ONE_API_KEY/);
  });

  it("to be stopped by encrypted secrets: ids are none", async () => {
    const lost = await madeUser("lost", { initialKey: "keep" });
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const state = exported([lost]).replace(JSON.stringify(lost.outputs.initialApiKey), JSON.stringify(secret));
    expect(state).toContain("ciphertext");
    expect(ids(await sweep(world, ["-", "--json"], { stdin: state }))).toEqual([]);
  });
});

it("leaves no key value in what it prints", async () => {
  const lost = await madeUser("lost", { initialKey: "keep" });
  const value = String(lost.outputs.initialApiKey);
  expect(value).toMatch(/emu_/);
  const run = await sweep(world, ["-", "--json"], { stdin: exported([]) });
  expect(run.out).toContain(lost.id);
  expect(run.out).not.toContain(value);
  expect(await opens(world.emulator, value)).toBe(true);
});
