/** Who may write what, by the story's own book: nothing of another stack's, and nothing that a person made. */
import { readMark, type ServerKey, type ServerUser } from "../model/server";
import { type Write, writesIn } from "./tenant";
import type { Turn } from "./turn";
import { idsIn, isUser, keysIn, nameOf, output, usersIn, type World } from "./world";

const GENERATED = /^.+-(\d{4}-\d{2}-\d{2}|endless)-[0-9a-f]{8}$/;

/** Whether a key came with its user, by what the server shows. */
const cameWith = (key: ServerKey, user: ServerUser | undefined): boolean =>
  user !== undefined &&
  !GENERATED.test(key.name) &&
  Math.abs(Date.parse(key.created_at) - Date.parse(user.created_at)) <= 2_000;

/** Objects that this run wrote, ended or made keys for, and that are not its stack's. */
export function foreignWrites(turn: Turn): string[] {
  const { before, after, journals } = turn;
  const users = new Map(usersIn(before.servers).map((user) => [user.id, user]));
  const keys = new Map(keysIn(before.servers).map((key) => [key.id, key]));
  const own = new Set([...idsIn(before.records), ...idsIn(after.records)]);
  const problems: string[] = [];
  for (const write of journals.flatMap((journal) => writesIn(journal))) {
    const user = users.get(write.id);
    const key = keys.get(write.id);
    if (user !== undefined && !mayWriteUser(turn, user, write)) {
      problems.push(`${write.does} of the user ${user.friendly_name} (${user.id}), "${user.description}"`);
    }
    if (key !== undefined && !mayWriteKey(turn, key, users.get(key.user_id))) {
      problems.push(`${write.does} of the key ${key.name} (${key.id}) of ${key.user_id}`);
    }
  }
  const made = keysIn(after.servers).filter(({ id, user_id }) => !keys.has(id) && users.has(user_id));
  for (const { id, name, user_id } of made) {
    if (!own.has(user_id)) problems.push(`a new key ${name} (${id}) for ${user_id}, which it does not hold`);
  }
  return problems;
}

function mayWriteUser(turn: Turn, user: ServerUser, write: Write): boolean {
  const { seat, before, operation } = turn;
  const record = before.records.find((each) => isUser(each) && each.id === user.id);
  const { nonce, hash } = readMark(user.description);
  if (record !== undefined && nonce === output(record, "nonce")) return true;
  const declared = seat.program.find(({ name }) => record !== undefined && name === nameOf(record));
  const ends = write.does === "delete" || (write.does === "disable" && (operation === "destroy" || declared?.enabled));
  if (ends) return false;
  if (nonce === undefined) return record !== undefined || adopts(turn, user);
  // A record that was moved here from a stale copy knows the hash of where it came from.
  const knowsHash = record !== undefined && hash !== undefined && hash === output(record, "ownerHash");
  return knowsHash || isMarkedBy(turn, user.id);
}

/** The mark's own resource: its stack wrote it, in a run that the state at hand does not record. */
function isMarkedBy({ world, seat, identity, before }: Turn, id: string): boolean {
  const marker = world.markers.get(id);
  if (marker === undefined || marker.identity !== identity) return false;
  const names = [...seat.program.map(({ name }) => name), ...before.records.filter(isUser).map(nameOf)];
  return names.includes(marker.name);
}

function adopts({ seat }: Turn, user: ServerUser): boolean {
  return seat.program.some(
    ({ name, nickname = `${name}-${seat.stackName}`, onDuplicate, adoptId }) =>
      adoptId === user.id || (onDuplicate === "adopt" && nickname.toLowerCase() === user.friendly_name.toLowerCase()),
  );
}

function mayWriteKey(turn: Turn, key: ServerKey, user: ServerUser | undefined): boolean {
  if (turn.before.records.some(({ id, outputs }) => [id, outputs.initialApiKeyId].includes(key.id))) return true;
  // A user that is taken back: the value of the key that came with it is lost.
  return user !== undefined && cameWith(key, user) && isMarkedBy(turn, user.id);
}

/** What people made is as they left it, unless a program took it over knowingly. */
export function peopleProblems(world: World, { servers }: { servers: Turn["after"]["servers"] }): string[] {
  const { peopleUsers, peopleKeys, seats } = world;
  const held = new Set(seats.flatMap(({ records }) => idsIn(records)));
  const users = new Map(usersIn(servers).map((user) => [user.id, user]));
  const keys = new Map(keysIn(servers).map((key) => [key.id, key]));
  const problems: string[] = [];
  for (const [id, left] of peopleUsers) {
    const now = users.get(id);
    if (held.has(id) && now !== undefined) peopleUsers.set(id, now);
    else if (readMark(left.description).nonce === undefined && JSON.stringify(now) !== JSON.stringify(left)) {
      const isAdopted = now !== undefined && readMark(now.description).nonce?.startsWith("x") === true;
      if (isAdopted) peopleUsers.set(id, now);
      else problems.push(`what a person made, user ${left.friendly_name} (${id}), was changed: ${JSON.stringify(now)}`);
    }
  }
  for (const [id, userId] of peopleKeys) {
    if (keys.get(id)?.enabled !== true)
      problems.push(`what a person made, key ${id} of ${userId}, is gone or disabled`);
  }
  return problems;
}
