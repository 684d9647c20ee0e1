/** `digicert-one sweep`, given every state and given one alone. */
import { readMark } from "../model/server";
import { type SweptRow, sweepOfAll } from "../model/sweep";
import { type Act, act, later, seatAt, seatNumber } from "./act";
import { statesOf } from "./lost";
import type { Seat } from "./seat";
import type { Story } from "./story";
import { writesIn } from "./tenant";
import { homeOf, keysIn, remote, type Servers, serversOf, usersIn, type World } from "./world";

/** Sweeps one tenant and deletes; fails where something goes that may not. */
export async function sweepAway(
  world: World,
  story: Story,
  at: 0 | 1,
  given: readonly Seat[],
  ...argv: string[]
): Promise<readonly SweptRow[]> {
  const { emulator, name } = world.tenants[at];
  const states = given.length === world.seats.length ? statesOf(world) : given.flatMap(({ state }) => state ?? []);
  await emulator.clearJournal();
  const before = await serversOf(world);
  const swept = await sweepOfAll(emulator, states, world.today, "--delete", "--yes", ...argv);
  const gone = writesIn(await emulator.journal()).map(({ id }) => id);
  story.counts.add("sweep: deleted", gone.length);
  story.counts.add("sweep: kept", swept.filter(({ keep }) => keep !== undefined).length);
  story.log.push(`  sweep of ${name} with ${given.map(({ label }) => label).join(", ")}: ${JSON.stringify(swept)}`);
  const problems = gone.flatMap((id) => [
    ...(given.some(({ state }) => state?.includes(`"${id}"`)) ? [`deleted ${id}, which a given state holds`] : []),
    ...(isOfOthers(world, at, given, before, id)
      ? [`deleted ${id}, which no given state proves to be of its stack`]
      : []),
    ...(world.peopleUsers.has(id) || world.peopleKeys.has(id) ? [`deleted ${id}, which a person made`] : []),
  ]);
  story.fail(
    `sweep of ${name}`,
    argv.includes("--all-stacks") ? problems.filter((each) => !each.includes("proves")) : problems,
  );
  return swept;
}

/** Whether an object belongs to a stack whose state was not given, by the story's own book. */
function isOfOthers(
  { markers, tenants }: World,
  at: 0 | 1,
  given: readonly Seat[],
  before: Servers,
  id: string,
): boolean {
  const key = keysIn(before).find((each) => each.id === id);
  const user = usersIn(before).find((each) => each.id === (key?.user_id ?? id));
  if (user === undefined) return false;
  if (key !== undefined && given.some(({ state }) => state?.includes(`"${user.id}"`))) return false;
  if (readMark(user.description).nonce === undefined) return true;
  const here = given.filter(({ records }) => {
    const homes = remote(records).map((record) => homeOf(record, tenants));
    return homes.length === 0 || homes.includes(at);
  });
  return !here.some(({ state, identity }) => {
    const marker = markers.get(user.id)?.identity;
    return marker !== undefined && (marker === identity || state?.includes(`"${marker}"`));
  });
}

const isClear = ({ gateways }: World): boolean => !gateways.includes(true);

export const sweeps: readonly Act[] = [
  act(
    "sweep with every state",
    seatNumber,
    (world) => isClear(world),
    async (world, story, at) => {
      await later(world);
      await sweepAway(world, story, seatAt(world, at).settings.tenant, world.seats);
    },
  ),
  act(
    "sweep with one state",
    seatNumber,
    (world, at) => isClear(world) && seatAt(world, at).state !== undefined,
    async (world, story, at) => {
      await later(world);
      for (const tenant of [0, 1] as const) await sweepAway(world, story, tenant, [seatAt(world, at)]);
    },
  ),
  act(
    "sweep lists",
    seatNumber,
    (world) => isClear(world),
    (world, story) => story.expectListed(world),
  ),
];
