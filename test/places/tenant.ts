/** Two installations, each with two accounts, and keys that see both accounts or one of them. */
import { type Emulator, type JournalEntry, startEmulator } from "../../src/emulator";
import { type ServerState, serverState } from "../model/server";
import { FIRST_DAY, noonOf, ROLES } from "../model/stage";

export type AccountName = "a" | "b";

/** What a stack runs with: a key that sees both accounts, or one; a pool of two that see one each; another tenant's. */
export type KeyName = "both" | AccountName | "pool" | "stranger";

export interface Tenant {
  readonly name: string;
  readonly emulator: Emulator;
  readonly accounts: Readonly<Record<AccountName, string>>;
  readonly roles: Readonly<Record<string, string>>;
  /** Values of keys. */
  readonly keys: Readonly<Record<"both" | AccountName, string>>;
  /** Users that the tenant came with. */
  readonly staff: ReadonlySet<string>;
}

export type Tenants = readonly [north: Tenant, south: Tenant];

let shared: Promise<readonly Emulator[]> | undefined;

/** Two emulators for all stories of a worker, as new for each. */
export async function freshTenants(): Promise<Tenants> {
  const now = noonOf(FIRST_DAY);
  shared ??= Promise.all([11, 12].map((seed) => startEmulator({ seed, rateLimits: "off", now })));
  const [north, south] = await shared;
  if (north === undefined || south === undefined) throw new Error("two emulators were to start");
  return Promise.all([furnished("north", north), furnished("south", south)]);
}

async function furnished(name: string, emulator: Emulator): Promise<Tenant> {
  await emulator.reset();
  const second = await emulator.addAccount({ name: "Second account" });
  const { roles } = await emulator.state();
  const idOf = (role: string) => String(roles.find((each) => each.name === role)?.id);
  const accounts = { a: emulator.accountId, b: second.id };
  const runner = (account: AccountName) =>
    emulator.addUser({
      user_type: "service",
      friendly_name: `Runner of ${account}`,
      accounts: [accounts[account]],
      roles: [idOf("Account manager")],
      apiKey: true,
    });
  const [a, b] = [await runner("a"), await runner("b")];
  return {
    name,
    emulator,
    accounts,
    roles: Object.fromEntries(ROLES.map((role) => [role, idOf(role)])),
    keys: { both: emulator.apiKey, a: a.apiKey ?? "", b: b.apiKey ?? "" },
    staff: new Set([a.user.id, b.user.id]),
  };
}

/** What stands in a tenant, but for what it came with. */
export async function seen({ emulator, staff }: Tenant): Promise<ServerState> {
  const { users, keys } = await serverState(emulator);
  return {
    users: users.filter(({ id }) => !staff.has(id)),
    keys: keys.filter(({ user_id }) => !staff.has(user_id)),
  };
}

/** A request that changed an object, as the journal tells it. */
export interface Write {
  readonly kind: "user" | "key";
  readonly id: string;
  readonly does: "put" | "enable" | "disable" | "delete";
}

const WRITTEN = /\/(user|api-access-token)\/([^/]+?)(?:\/(enable|disable))?$/;

/** What was carried out, whether or not its answer arrived. */
export function writesIn(journal: readonly JournalEntry[]): Write[] {
  return journal.flatMap(({ method, path, status, fault }): Write[] => {
    const isDone = (status >= 200 && status < 300) || (status === 0 && fault === "drop-after");
    const [, what, id, turn] = WRITTEN.exec(path) ?? [];
    if (!isDone || !["PUT", "DELETE"].includes(method) || id === undefined) return [];
    const does = method === "DELETE" ? "delete" : turn === "enable" || turn === "disable" ? turn : "put";
    return [{ kind: what === "user" ? "user" : "key", id, does }];
  });
}
