/** Worlds in which a not-found means one thing or the other: a tenant with two accounts, and a key that sees the second alone. */
import { afterEach } from "vitest";
import type { Emulator } from "../../../src/emulator";
import type { Props } from "../../../src/provider/host/state";
import { keyArgs, keyOf, Resource, settingsFor, startWorld, userArgs, userOf, type World } from "../apply-harness";

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

/** A world, and the same as a key sees it that reaches another account of the tenant alone. */
export async function newWorld(variants: readonly string[] = []): Promise<{ world: World; foreign: World }> {
  const world = await startWorld({ variants });
  const { emulator } = world;
  open.push(emulator);
  const { roles } = (await emulator.state()).users[0] ?? {};
  const { id } = await emulator.addAccount({ name: "Second", reachable: false });
  const { apiKey = "" } = await emulator.addUser({
    user_type: "service",
    friendly_name: "other",
    roles: roles as string[],
    accounts: [String(id)],
    apiKey: true,
  });
  return { world, foreign: { ...world, notices: [], env: settingsFor(emulator, apiKey) } };
}

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The same state in the hands of somebody else. */
export function as(world: World, resource: Resource): Resource {
  const copy = new Resource(world, resource.handlers);
  copy.state = json(resource.state);
  return copy;
}

export async function madeUser(world: World, args: Props = {}): Promise<Resource> {
  const user = userOf(world);
  await user.up(userArgs(world, args));
  return user;
}

export async function madeKey(world: World, args: Props = {}): Promise<Resource> {
  const key = keyOf(world);
  await key.up(keyArgs((await madeUser(world)).id, args));
  return key;
}

/** The calls of a run, below the API's prefix. */
export async function calls(world: World, run: () => Promise<unknown>): Promise<string[]> {
  const from = (await world.emulator.journal()).length;
  await run();
  return (await world.emulator.journal())
    .slice(from)
    .map(({ method, path }) => `${method} ${path.replace("/account/api/v1", "")}`);
}
