/** A tenant behind a gateway, begun anew for each cell. */
import { type Emulator, startEmulator } from "../../src/emulator";
import type { Props } from "../../src/provider/host/state";
import { type Resource, settingsFor, type World } from "../provider/apply-harness";
import { type Gateway, startGateway, startProxy } from "./gateway";

export interface Stage {
  readonly emulator: Emulator;
  readonly gateway: Gateway;
  readonly proxy: Awaited<ReturnType<typeof startProxy>>;
  /** As the key that sees the account. */
  readonly world: World;
  /** A second key of the account, and one that sees another account alone. */
  readonly secondKey: string;
  readonly foreignKey: string;
  close(): Promise<void>;
}

export interface Tenant {
  begin(): Promise<Stage>;
  close(): Promise<void>;
}

/** Starts the servers once; `begin` empties the tenant. */
export async function startTenant(): Promise<Tenant> {
  const emulator = await startEmulator({ seed: 7, rateLimits: "off", now: "2026-12-01T12:00:00Z" });
  const gateway = await startGateway(emulator.url);
  const proxy = await startProxy();
  const close = async () => {
    await Promise.all([gateway.close(), proxy.close(), emulator.close()]);
  };
  return {
    close,
    async begin() {
      await emulator.reset();
      gateway.rule = {};
      gateway.asked.length = 0;
      proxy.asked = 0;
      const { roles } = (await emulator.state()).users[0] ?? {};
      const { id } = await emulator.addAccount({ name: "Second", reachable: false });
      const user = { user_type: "service", roles: roles as string[], apiKey: true } as const;
      const { apiKey: secondKey = "" } = await emulator.addUser({ ...user, accounts: [emulator.accountId] });
      const { apiKey: foreignKey = "" } = await emulator.addUser({ ...user, accounts: [id] });
      const env = { ...settingsFor(emulator), DIGICERT_ONE_BASE_URL: gateway.url, DIGICERT_ONE_MAX_RETRY_SECONDS: "0" };
      const world: World = { emulator, env, notices: [], deps: { memory: new Map() } };
      return { emulator, gateway, proxy, world, secondKey, foreignKey, close };
    },
  };
}

/** What lives on the server, by id. */
export async function living(emulator: Emulator): Promise<Map<string, Props>> {
  const { users, tokens } = await emulator.state();
  const all: Props[] = [...users, ...tokens];
  return new Map(all.filter(({ status }) => status !== "DELETED").map((one) => [String(one.id), one]));
}

/** Every id that states hold. */
export const heldIds = (resources: readonly Resource[]): Set<string> =>
  new Set(resources.flatMap(({ state }) => (state ? [state.id, String(state.outputs.initialApiKeyId ?? "")] : [])));
