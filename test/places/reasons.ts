/** Why a run may fail: for each message the fact of the story that it must rest on. */
import { readMark } from "../model/server";
import type { Turn } from "./turn";
import { homeOf, isUser, keysIn, nameOf, output, remote, usersIn } from "./world";

interface Reason {
  readonly words: RegExp;
  readonly holds: (turn: Turn) => boolean;
}

const isBehindGateway = ({ world, seat }: Turn): boolean => world.gateways[seat.settings.tenant];
const seesLess = ({ seat }: Turn): boolean => seat.settings.key !== "both";
const isElsewhere = ({ world, seat, before }: Turn): boolean =>
  remote(before.records).some((record) => homeOf(record, world.tenants) !== seat.settings.tenant);

/** A record whose object is not there, at whichever tenant. */
function isBehind({ before }: Turn): boolean {
  const there = new Set([...usersIn(before.servers), ...keysIn(before.servers)].map(({ id }) => id));
  return remote(before.records).some(({ id }) => !there.has(id));
}

/** A user of the state that another owner's mark stands on. */
const isHeldByOthers = ({ before, world }: Turn): boolean =>
  before.records.some((record) => {
    const user = usersIn(before.servers).find(({ id }) => isUser(record) && id === record.id);
    const { nonce } = readMark(user?.description ?? "");
    return nonce !== undefined && nonce !== output(record, "nonce") && world.markers.has(record.id);
  });

/** A nickname of the program that another user in its account has, or a user that it wants by its id. */
function isTaken({ world, seat, before, after, identity }: Turn): boolean {
  const at = seat.settings.tenant;
  const { accounts } = world.tenants[at];
  const users = [...before.servers[at].users, ...after.servers[at].users];
  return seat.program.some(({ name, account, adoptId, nickname = `${name}-${seat.stackName}` }) => {
    if (adoptId !== undefined) return true;
    const record = after.records.find((each) => isUser(each) && nameOf(each) === name && !each.condemned);
    const carried = record === undefined ? "" : output(record, "nickname");
    // What carries this very resource's mark is taken back; not so once a person has erased that.
    const isOwn = (id: string, description: string) => {
      const marker = world.markers.get(id);
      const isMarked = readMark(description).nonce !== undefined;
      return record === undefined && isMarked && marker?.identity === identity && marker?.name === name;
    };
    return users.some(
      ({ id, friendly_name, description, accounts: in_ }) =>
        id !== record?.id &&
        !isOwn(id, description) &&
        in_.includes(accounts[account]) &&
        [nickname, carried].some((each) => each.toLowerCase() === friendly_name.toLowerCase()),
    );
  });
}

/** Keys in force on a user of the state that the state does not know, or that outlive their record. */
function holdsLiveKeys({ before, after }: Turn): boolean {
  const users = new Set(before.records.filter(isUser).map(({ id }) => id));
  return [...keysIn(before.servers), ...keysIn(after.servers)].some(
    ({ user_id, enabled }) => users.has(user_id) && enabled,
  );
}

const REASONS: readonly Reason[] = [
  { words: /lives at .* but the provider is set to/, holds: isElsewhere },
  { words: /does not prove that it is gone/, holds: seesLess },
  { words: /answered \d+ with |could not be asked|did not answer|the connection to .* broke/, holds: isBehindGateway },
  {
    words: /unknown account|something this API key cannot see|There is no service user|not found|is gone/,
    holds: seesLess,
  },
  { words: /answered 401/, holds: ({ seat }) => seat.settings.key === "stranger" },
  { words: /is held by|already exists|is taken/, holds: isTaken },
  { words: /was not changed: it is managed by/, holds: isHeldByOthers },
  { words: /still holds \d+ enabled API keys?/, holds: holdsLiveKeys },
  { words: /is gone|not found|There is no service user/, holds: isBehind },
  { words: /There is no service user/, holds: ({ seat }) => seat.program.some(({ adoptId }) => adoptId !== undefined) },
];

/** What the engines say beside the reason, and a resource that points to another one of the run, which gives it. */
const isNoise = (error: string): boolean =>
  /^(update|preview|destroy|refresh|resource|operation) (failed|has)/i.test(error.trim()) ||
  /, as another resource of this run did: see there\.$/.test(error.trim());

/** The errors that no fact of the story explains. */
export function unexplained(turn: Turn): string[] {
  const { report } = turn;
  if (report.ok) return [];
  const spoken = report.errors.filter((error) => !isNoise(error));
  if (spoken.length === 0) return ["it failed without a word"];
  return spoken.filter((error) => !REASONS.some(({ words, holds }) => words.test(error) && holds(turn)));
}
