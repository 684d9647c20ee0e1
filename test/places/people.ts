/** What people do beside Pulumi, and what stands between it and the server. */
import * as fc from "fast-check";
import type { Fault } from "../../src/emulator";
import { plusDays } from "../model/days";
import { byHand, readMark, type ServerUser, wholeUser } from "../model/server";
import { noonOf } from "../model/stage";
import { type Act, act, later, next, nextWrite, pick, runNext, seatAt, seatNumber, sightOf, which } from "./act";
import { addUser } from "./acts";
import { userOf } from "./program";
import type { Story } from "./story";
import { isUser, tenantOf, type World } from "./world";

type Does = (world: World, at: number, user: ServerUser, story: Story) => Promise<unknown>;

/** Something that a person does to a user that a stack holds. */
const toUser = (name: string, does: Does, then = next): Act =>
  act(
    `people ${name}`,
    fc.tuple(seatNumber, which, then),
    (world, [at]) => seatAt(world, at).records.some(isUser) && !world.gateways[seatAt(world, at).settings.tenant],
    async (world, story, [at, number, what]) => {
      await later(world);
      const seat = seatAt(world, at);
      const record = pick(seat.records.filter(isUser), number);
      const user = (await sightOf(world, seat)).users.find(({ id }) => id === record?.id);
      if (user === undefined) return;
      await does(world, at, user, story);
      await runNext(world, story, seat, what);
    },
  );

const emulatorAt = (world: World, at: number) => tenantOf(world, seatAt(world, at)).emulator;

const byPeople: readonly Act[] = [
  toUser("delete a user", async (world, at, { id }) => {
    for (const [key, owner] of world.peopleKeys) if (owner === id) world.peopleKeys.delete(key);
    world.peopleUsers.delete(id);
    await byHand(emulatorAt(world, at), "DELETE", `/user/${id}`);
  }),
  toUser("delete a key", async (world, at, { id }) => {
    const { keys } = await sightOf(world, seatAt(world, at));
    const key = keys.find((each) => each.user_id === id && !world.peopleKeys.has(each.id));
    if (key !== undefined) await byHand(emulatorAt(world, at), "DELETE", `/api-access-token/${key.id}`);
  }),
  toUser(
    "erase a mark",
    async (world, at, user) => {
      world.erased.add(user.id);
      const description = readMark(user.description).words;
      await byHand(emulatorAt(world, at), "PUT", `/user/${user.id}`, { ...wholeUser(user), description });
    },
    nextWrite,
  ),
  toUser(
    "add a key",
    async (world, at, { id }) => {
      const name = `by hand ${world.serial++}`;
      const made = await byHand(emulatorAt(world, at), "POST", "/api-access-token", { user_id: id, name });
      world.peopleKeys.set((made as { id: string }).id, id);
    },
    nextWrite,
  ),
  act(
    "people take the nickname of a new user",
    fc.tuple(seatNumber, userOf("gamma", "all"), fc.boolean(), next),
    (world, [at]) => seatAt(world, at).program.length < 4 && !world.gateways[seatAt(world, at).settings.tenant],
    async (world, story, [at, drawn, adopts, what]) => {
      const seat = seatAt(world, at);
      await later(world);
      const wanted = addUser(world, seat, { ...drawn, ...(adopts && { onDuplicate: "adopt" }) });
      const { emulator, accounts } = tenantOf(world, seat);
      const account = accounts[wanted.account];
      const { nickname = `${wanted.name}-${seat.stackName}` } = wanted;
      const body = { user_type: "service", access_scope: "account", description: "By hand", email: "a@example.com" };
      const where = { accounts: [account], primary_account_id: account, roles: [] };
      const made = await byHand(emulator, "POST", "/user", { friendly_name: nickname, ...body, ...where });
      const { id } = made as ServerUser;
      const { users, keys } = await sightOf(world, seat);
      const user = users.find((each) => each.id === id);
      if (user !== undefined) world.peopleUsers.set(id, user);
      for (const key of keys) if (key.user_id === id) world.peopleKeys.set(key.id, id);
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "a user of another stack is wanted",
    fc.tuple(seatNumber, seatNumber, which, userOf("gamma", "all"), fc.boolean(), next),
    (world, [at, other]) => at !== other && seatAt(world, other).records.some(isUser),
    async (world, story, [at, other, number, drawn, byId, what]) => {
      const seat = seatAt(world, at);
      const record = pick(seatAt(world, other).records.filter(isUser), number);
      const user = (await sightOf(world, seat)).users.find(({ id }) => id === record?.id);
      if (user === undefined) return;
      const { nickname: _nickname, ...rest } = drawn;
      const account = tenantOf(world, seat).accounts.a === user.accounts[0] ? "a" : "b";
      const how = byId ? { adoptId: user.id } : { nickname: user.friendly_name, onDuplicate: "adopt" as const };
      addUser(world, seat, { ...rest, account, adoptChanges: true, ...how });
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "a day passes",
    fc.constantFrom(1, 2),
    ({ today }) => today < "2027-02-01",
    async (world, _story, days) => {
      world.today = plusDays(world.today, days);
      await Promise.all(world.tenants.map(({ emulator }) => emulator.setClock(noonOf(world.today))));
    },
  ),
];

const forms = fc.constantFrom("empty", "text", "json", "framework", "number", "oauth", "list", "html" as const);
const requests = fc.constantFrom<NonNullable<Fault["match"]>>(
  {},
  { method: "GET" },
  { method: "GET", path: "/user/*" },
  { path: "/user" },
  { path: "/api-access-token/*" },
  { method: "POST" },
  { method: "PUT" },
  { method: "DELETE" },
);

const troubles: readonly Act[] = [
  act(
    "a gateway answers",
    fc.record({
      at: seatNumber,
      status: fc.constantFrom(404, 404, 404, 403, 401, 400, 409),
      form: forms,
      match: requests,
      times: fc.constantFrom(undefined, undefined, 2),
      what: next,
    }),
    () => true,
    async (world, story, { at, status, form, match, times, what }) => {
      const seat = seatAt(world, at);
      world.gateways[seat.settings.tenant] = true;
      const answer =
        form === "html" ? ({ kind: "html", status } as const) : ({ kind: "foreign", status, form } as const);
      await tenantOf(world, seat).emulator.addFault({ ...answer, match, ...(times !== undefined && { times }) });
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "an answer is lost",
    fc.record({ at: seatNumber, path: fc.constantFrom("/user", "/api-access-token"), what: next }),
    () => true,
    async (world, story, { at, path, what }) => {
      const seat = seatAt(world, at);
      await tenantOf(world, seat).emulator.addFault({ kind: "drop-after", match: { method: "POST", path }, times: 1 });
      world.gateways[seat.settings.tenant] = true;
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "the answer to the second of two new keys is lost",
    fc.tuple(seatNumber, which),
    (world, [at]) => seatAt(world, at).program.length > 0 && !world.gateways[seatAt(world, at).settings.tenant],
    async (world, story, [at, number]) => {
      const seat = seatAt(world, at);
      const chosen = pick(seat.program, number);
      const names = [world.serial + 1, world.serial + 2].map((serial) => `key-${serial}`);
      world.serial += 2;
      const added = names.map((name) => ({ name, namePrefix: "ci", enabled: true }));
      seat.program = seat.program.map((user) => (user === chosen ? { ...user, keys: [...user.keys, ...added] } : user));
      const match = { method: "POST", path: "/api-access-token", nth: 2 };
      await tenantOf(world, seat).emulator.addFault({ kind: "drop-after", match });
      world.gateways[seat.settings.tenant] = true;
      await story.run(world, seat, "up");
      await clearGateways(world);
    },
  ),
  act(
    "nothing stands between any more",
    fc.tuple(seatNumber, next),
    ({ gateways }) => gateways.includes(true),
    async (world, story, [at, what]) => {
      await clearGateways(world);
      await runNext(world, story, seatAt(world, at), what);
    },
  ),
];

export async function clearGateways({ tenants, gateways }: World): Promise<void> {
  await Promise.all(tenants.map(({ emulator }) => emulator.clearFaults()));
  gateways.fill(false);
}

export const people: readonly Act[] = [...byPeople, ...troubles];
