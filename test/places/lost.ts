/** Lost is what lives, stands in no state, and is not listed by `sweep`. */
import type { Counts } from "../model/counts";
import { toBeSwept } from "../model/left";
import { readMark, type ServerState } from "../model/server";
import { sweepOfAll } from "../model/sweep";
import type { Tenant } from "./tenant";
import { serversOf, type World } from "./world";

/** The states of all stacks that have one; an empty one where none has. */
export function statesOf({ seats }: World): string[] {
  const states = seats.flatMap(({ state }) => (state === undefined ? [] : [state]));
  return states.length > 0 ? states : [JSON.stringify({ version: 3, deployment: {} })];
}

/** Objects that stacks made, that live, and that no state holds. */
export function stateless(world: World, server: ServerState): string[] {
  const states = statesOf(world).join("\n");
  // A mark that was erased leaves a user of nobody, which another program may have adopted since.
  const isTheirs = ({ id, description }: { id: string; description: string }) => {
    const { nonce } = readMark(description);
    return world.peopleUsers.has(id) || (world.erased.has(id) && (nonce === undefined || nonce.startsWith("x")));
  };
  const users = server.users.filter((user) => !isTheirs(user) && !states.includes(`"${user.id}"`));
  const released = new Set(server.users.filter(isTheirs).map(({ id }) => id));
  const keys = server.keys.filter(
    ({ id, user_id }) =>
      !world.peopleKeys.has(id) &&
      !released.has(user_id) &&
      !states.includes(`"${id}"`) &&
      !users.some((user) => user.id === user_id),
  );
  return [...users, ...keys].map(({ id }) => id);
}

export async function lostProblems(world: World, counts: Counts): Promise<string[]> {
  const states = statesOf(world);
  const servers = await serversOf(world);
  const problems = await Promise.all(
    world.tenants.map(async (tenant: Tenant, at) => {
      const server = servers[at as 0 | 1];
      if (server.users.length === 0) return [];
      const wanted = toBeSwept(server, states.join("\n"));
      const listed = (await sweepOfAll(tenant.emulator, states, world.today)).map(({ id }) => id).sort();
      const living = stateless(world, server);
      if (living.length > 0) counts.add("stateless objects", living.length);
      return [
        ...(JSON.stringify(listed) === JSON.stringify(wanted)
          ? []
          : [`${tenant.name}: lists ${listed}, and is to list ${wanted}`]),
        ...living
          .filter((id) => !listed.includes(id))
          .map((id) => `${tenant.name}: ${id} is lost: alive, in no state, unlisted`),
      ];
    }),
  );
  return problems.flat();
}
