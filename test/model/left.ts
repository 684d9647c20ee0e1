/** What stands on the server and in no state: there must be a reason for each, and sweep must list exactly that. */
import { type Model, ownIds, text } from "./model";
import { readMark, type ServerKey, type ServerState, type ServerUser } from "./server";

const unowned = <T extends { id: string }>(list: readonly T[], own: ReadonlySet<string>): T[] =>
  list.filter(({ id }) => !own.has(id));

/** Users and keys of nobody's state that no person made. */
export function leftOver(model: Model, server: ServerState): { users: ServerUser[]; keys: ServerKey[] } {
  const own = ownIds(model.recorded);
  return {
    users: unowned(server.users, own).filter(({ id }) => !model.foreignUsers.has(id)),
    keys: unowned(server.keys, own).filter(({ id }) => !model.foreignKeys.has(id)),
  };
}

/** Whether destroying this user leaves it where it is, as declared or because it is not ours any more. */
function staysBehind(model: Model, user: ServerUser): boolean {
  const known = model.known.get(user.id);
  if (known === undefined) return false;
  const onDestroy = text(known, "onDestroy") || (known.outputs.adopted === true ? "retain" : "delete");
  return onDestroy !== "delete" || readMark(user.description).nonce !== text(known, "nonce");
}

/**
 * Notes the reasons for what is left over; what has none is a problem.
 * @param broke an answer was lost, a request failed, or somebody was killed
 */
export function leftProblems(model: Model, server: ServerState, broke: boolean): string[] {
  const { users, keys } = leftOver(model, server);
  const problems: string[] = [];
  for (const user of users) {
    if (model.excused.has(user.id)) continue;
    if (broke || staysBehind(model, user)) model.excused.add(user.id);
    else problems.push(`user ${user.friendly_name} (${user.id}) is left over without a reason`);
  }
  for (const key of keys) {
    if (model.excused.has(key.id)) continue;
    const known = model.known.get(key.id);
    const isRetired = known !== undefined && text(known, "onDestroy") === "disable" && !key.enabled;
    const staysWithUser = users.some(({ id }) => id === key.user_id);
    if (broke || isRetired || staysWithUser) model.excused.add(key.id);
    else problems.push(`key ${key.name} (${key.id}) is left over without a reason`);
  }
  return problems;
}

const GENERATED = /^.+-(\d{4}-\d{2}-\d{2}|endless)-[0-9a-f]{8}$/;

/** What `digicert-one sweep` has to list: ids, a user with all of its keys as one. */
export function toBeSwept(server: ServerState, stored: string): string[] {
  const isRecorded = (id: string) => stored.includes(`"${id}"`);
  const marked = server.users.filter((user) => {
    const { owner, nonce } = readMark(user.description);
    return owner !== undefined && !nonce?.startsWith("x") && !isRecorded(user.id);
  });
  const cameWithUser = (key: ServerKey): boolean => {
    const user = server.users.find(({ id }) => id === key.user_id);
    const nonce = user === undefined ? undefined : readMark(user.description).nonce;
    if (user === undefined || nonce === undefined || nonce.startsWith("x")) return false;
    return Math.abs(Date.parse(key.created_at) - Date.parse(user.created_at)) <= 2_000;
  };
  const keys = server.keys.filter(
    (key) =>
      !isRecorded(key.id) &&
      !marked.some(({ id }) => id === key.user_id) &&
      (GENERATED.test(key.name) || cameWithUser(key)),
  );
  return [...marked, ...keys].map(({ id }) => id).sort();
}

/** What people made must be as they left it, unless a program took it over, or ended it knowingly. */
export function foreignProblems(model: Model, server: ServerState, broke: boolean): string[] {
  const problems: string[] = [];
  const own = ownIds(model.recorded);
  for (const [id, before] of model.foreignUsers) {
    const now = server.users.find((user) => user.id === id);
    const isClaimed = now !== undefined && readMark(now.description).owner?.startsWith("organization/model/");
    if (own.has(id) || (broke && isClaimed)) {
      // A broken adoption stands on the server alone: the next run takes it up.
      model.foreignUsers.delete(id);
      if (!own.has(id)) model.excused.add(id);
    } else if (JSON.stringify(now) !== JSON.stringify(before)) {
      problems.push(`what a person made, user ${before.friendly_name}, was changed: ${JSON.stringify(now)}`);
    }
  }
  for (const [id, userId] of model.foreignKeys) {
    if (server.keys.some((key) => key.id === id && key.enabled)) continue;
    if (!server.users.some((user) => user.id === userId) && model.known.get(userId)?.outputs.forceDestroy === true) {
      model.foreignKeys.delete(id);
      continue;
    }
    problems.push(`what a person made, key ${id}, is gone or disabled`);
  }
  return problems;
}
