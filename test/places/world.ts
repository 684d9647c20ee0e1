/** What a story knows: the tenants, the stacks, what people made, and who wrote each mark last. */
import { readMark, type ServerKey, type ServerState, type ServerUser } from "../model/server";
import { FIRST_DAY, type Recorded } from "../model/stage";
import type { Program } from "./program";
import { Seat } from "./seat";
import { seen, type Tenant, type Tenants } from "./tenant";

/** Who wrote a user's mark last: the stack, by its identity, and the name of the resource. */
export interface Marker {
  readonly identity: string;
  readonly name: string;
}

export interface World {
  readonly tenants: Tenants;
  /** `one` and `two` are self-managed stacks of one name; `live` is another stack; `copy` gets states of others. */
  readonly seats: readonly Seat[];
  today: string;
  /** Whether a gateway answers in place of a tenant. */
  readonly gateways: [boolean, boolean];
  /** Users and keys that people made, as they left them. */
  readonly peopleUsers: Map<string, ServerUser>;
  readonly peopleKeys: Map<string, string>;
  /** Users whose mark a person erased: theirs, once no state holds them. */
  readonly erased: Set<string>;
  readonly markers: Map<string, Marker>;
  serial: number;
}

export const SEATS = ["one", "two", "live", "copy"] as const;

export function newWorld(tenants: Tenants, programs: readonly Program[]): World {
  const seats = SEATS.map((label, at) => {
    const seat = new Seat(label, label === "live" ? "live" : "dev");
    seat.program = programs[at] ?? [];
    return seat;
  });
  return {
    tenants,
    seats,
    today: FIRST_DAY,
    gateways: [false, false],
    peopleUsers: new Map(),
    peopleKeys: new Map(),
    erased: new Set(),
    markers: new Map(),
    serial: 0,
  };
}

/** Both tenants at one moment. */
export type Servers = readonly [ServerState, ServerState];

export const serversOf = ({ tenants: [north, south] }: World): Promise<Servers> =>
  Promise.all([seen(north), seen(south)]);

const REMOTE = /:(ServiceUser|ApiKey|ApiKeySlot)$/;

/** Records of users and keys. */
export const remote = (records: readonly Recorded[]): Recorded[] =>
  records.filter(({ type, id }) => REMOTE.test(type) && id !== "" && id !== "empty");

export const isUser = ({ type }: Recorded): boolean => type.endsWith(":ServiceUser");

export const output = ({ outputs }: Recorded, name: string): string => {
  const value = outputs[name];
  return typeof value === "string" ? value : "";
};

export const nameOf = ({ urn }: Recorded): string => urn.split("::").at(-1) ?? "";

/** The tenant at which a record says that its object lives. */
export function homeOf(record: Recorded, tenants: Tenants): 0 | 1 | undefined {
  const at = tenants.findIndex(({ emulator }) => new URL(emulator.url).host === output(record, "host"));
  return at === 0 || at === 1 ? at : undefined;
}

export const tenantOf = ({ tenants }: World, { settings }: Seat): Tenant => tenants[settings.tenant];

/** Every id that a state speaks of as its own. */
export const idsIn = (records: readonly Recorded[]): string[] =>
  records.flatMap((each) => [each.id, output(each, "initialApiKeyId")]).filter((id) => id !== "");

export const usersIn = (servers: Servers): ServerUser[] => servers.flatMap(({ users }) => users);
export const keysIn = (servers: Servers): ServerKey[] => servers.flatMap(({ keys }) => keys);

/** Notes whose marks a run of a stack has written. */
export function noteMarks(
  { markers }: World,
  seat: Seat,
  before: Servers,
  after: Servers,
  identity: string | undefined,
): void {
  const nonces = new Map(usersIn(before).map(({ id, description }) => [id, readMark(description).nonce]));
  for (const { id, description } of usersIn(after)) {
    const { owner, nonce } = readMark(description);
    if (nonce === undefined || owner === undefined || nonces.get(id) === nonce) continue;
    markers.set(id, { identity: identity ?? `the first of ${seat.label}`, name: owner.split("/").at(-1) ?? "" });
  }
}
