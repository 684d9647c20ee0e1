/** The end of every story: what stood between is away, people let go, each stack is put right, and then everything goes. */
import { byHand, readMark } from "../model/server";
import { clearGateways } from "./people";
import type { Seat } from "./seat";
import { takeOut } from "./states";
import type { Story } from "./story";
import { sweepAway } from "./sweeps";
import { homeOf, idsIn, isUser, keysIn, nameOf, output, remote, serversOf, usersIn, type World } from "./world";

export async function settle(world: World, story: Story): Promise<void> {
  story.log.push("--- everything is put right");
  await clearGateways(world);
  await story.expectListed(world);
  const [, , , copy] = world.seats;
  // One copy only: whoever wrote last goes on, and the other forgets its state.
  await oneCopy(world, story);
  await copy?.write(copy.state);
  for (const seat of world.seats) await putRight(world, story, seat);
  await letGo(world);
  for (const tenant of [0, 1] as const) await sweepAway(world, story, tenant, world.seats, "--all-stacks");
  for (const seat of world.seats) {
    if (seat.program.length === 0 && seat.records.length === 0) continue;
    const report = await story.run(world, seat, "up", { refresh: true });
    story.fail(`the last up of ${seat.label}`, report.ok ? [] : ["it failed"], report);
  }
  await story.expectListed(world);
  for (const seat of world.seats) {
    if (seat.records.length === 0) continue;
    const report = await story.run(world, seat, "destroy");
    story.fail(`the destroy of ${seat.label}`, report.ok ? [] : ["it failed"], report);
  }
  for (const tenant of [0, 1] as const) await sweepAway(world, story, tenant, world.seats, "--all-stacks");
  await nothingLives(world, story);
}

/** Of stacks of one identity the first that is as recent as the server goes on. */
async function oneCopy(world: World, story: Story): Promise<void> {
  const servers = await serversOf(world);
  const nonces = new Map(usersIn(servers).map(({ id, description }) => [id, readMark(description).nonce]));
  const recent = ({ records }: Seat) =>
    records.filter((each) => isUser(each) && nonces.get(each.id) === output(each, "nonce")).length;
  const ranked = [...world.seats].sort((one, other) => recent(other) - recent(one));
  const held = new Set<string>();
  for (const seat of ranked) {
    const ids = remote(seat.records).map(({ id }) => id);
    const isCopy = ids.some((id) => held.has(id)) || (seat.identity !== undefined && held.has(seat.identity));
    if (isCopy) {
      story.log.push(`  ${seat.label} is a copy: its state is forgotten`);
      seat.program = [];
      await seat.write(undefined);
    } else for (const id of [...ids, seat.identity ?? ""]) held.add(id);
  }
}

/** The settings of the place where its objects are, and a program and a state without what is not its own any more. */
async function putRight(world: World, story: Story, seat: Seat): Promise<void> {
  const servers = await serversOf(world);
  const homes = remote(seat.records).flatMap((record) => homeOf(record, world.tenants) ?? []);
  const tenant = homes[0] ?? seat.settings.tenant;
  seat.settings = { tenant, key: "both" };
  const users = new Map(usersIn(servers).map((user) => [user.id, user]));
  const isLost = (record: (typeof seat.records)[number]) => {
    if (homeOf(record, world.tenants) !== tenant) return true;
    const { nonce, hash } = readMark(users.get(record.id)?.description ?? "");
    const marker = world.markers.get(record.id);
    const isKnown = nonce === output(record, "nonce") || hash === output(record, "ownerHash");
    const isOurs = nonce === undefined || isKnown || marker?.identity === seat.identity;
    return isUser(record) && !isOurs;
  };
  const lost = remote(seat.records).filter(isLost);
  const ids = new Set(lost.map(({ id }) => id));
  if (ids.size > 0) story.log.push(`  ${seat.label} forgets ${lost.map(nameOf).join(", ")}`);
  await takeOut(seat, ({ id }) => id !== undefined && ids.has(id));
  const names = new Set(lost.map(nameOf));
  seat.program = seat.program
    .filter(({ name }) => !names.has(name))
    .map(({ adoptId: _wanted, ...user }) => ({ ...user, nickname: `settled ${user.name} ${seat.label}` }));
}

/** People take away their keys, and users whose mark they erased and which no state holds. */
async function letGo(world: World): Promise<void> {
  const servers = await serversOf(world);
  for (const [at, tenant] of world.tenants.entries()) {
    const server = servers[at as 0 | 1];
    const there = new Set(server.keys.map(({ id }) => id));
    for (const id of world.peopleKeys.keys()) {
      if (!there.has(id)) continue;
      const isOwn = world.peopleUsers.has(world.peopleKeys.get(id) ?? "");
      if (!isOwn) {
        await byHand(tenant.emulator, "DELETE", `/api-access-token/${id}`);
        world.peopleKeys.delete(id);
      }
    }
  }
}

/** After the last sweep only what people made, adopted or erased lives. */
async function nothingLives(world: World, story: Story): Promise<void> {
  const servers = await serversOf(world);
  const held = new Set(world.seats.flatMap(({ records }) => idsIn(records)));
  const isTheirs = (id: string, description: string) => {
    const { nonce } = readMark(description);
    return world.peopleUsers.has(id) || nonce === undefined || nonce.startsWith("x");
  };
  const theirs = new Set(
    usersIn(servers)
      .filter(({ id, description }) => isTheirs(id, description))
      .map(({ id }) => id),
  );
  story.fail("after everything went", [
    ...usersIn(servers)
      .filter(({ id }) => !theirs.has(id))
      .map(({ id, friendly_name, description }) => `the user ${friendly_name} (${id}) lives: ${description}`),
    ...keysIn(servers)
      .filter(({ user_id }) => !theirs.has(user_id))
      .map(({ id, name }) => `the key ${name} (${id}) lives`),
    ...[...held].filter((id) => usersIn(servers).some((user) => user.id === id)).map((id) => `a state holds ${id}`),
  ]);
}
