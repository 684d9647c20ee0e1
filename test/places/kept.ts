/** What a state may forget, and what it must: an object that lives stays, one that is gone leaves. */
import { readMark } from "../model/server";
import type { Recorded } from "../model/stage";
import { writesIn } from "./tenant";
import type { Turn } from "./turn";
import { isUser, keysIn, nameOf, output, remote, usersIn } from "./world";

/** Records that left the state although what they name lives on and was to stay, or was to be ended. */
export function forgotten({ before, after, operation }: Turn): string[] {
  const held = new Set(after.records.map(({ id }) => id));
  const users = new Map(usersIn(after.servers).map((user) => [user.id, user]));
  const keys = new Map(keysIn(after.servers).map((key) => [key.id, key]));
  const dropped = remote(before.records).filter(({ id }) => !held.has(id) && (users.has(id) || keys.has(id)));
  return dropped.flatMap((record) => {
    const { id } = record;
    const user = users.get(id);
    const isExplained =
      operation !== "refresh" &&
      (user === undefined ? isRetired(record, keys.get(id)?.enabled) : isReleased(record, user.description));
    return isExplained ? [] : [`${nameOf(record)} (${id}) lives on and left the state`];
  });
}

const isRetired = (record: Recorded, enabled: boolean | undefined): boolean =>
  output(record, "onDestroy") === "disable" && enabled === false;

/** Left alone on purpose: so declared, adopted, or not this record's any more. */
function isReleased(record: Recorded, description: string): boolean {
  const onDestroy = output(record, "onDestroy");
  const stays = onDestroy === "" ? record.outputs.adopted === true : onDestroy !== "delete";
  return stays || readMark(description).nonce !== output(record, "nonce");
}

/** What is really gone and still in state after a run that read everything, or that itself took it away. */
export function leftBehind({ report, operation, reads, after, journals }: Turn): string[] {
  if (!report.ok) return [];
  const there = new Set([...usersIn(after.servers), ...keysIn(after.servers)].map(({ id }) => id));
  const taken = new Set(
    journals.flatMap((journal) => writesIn(journal)).flatMap(({ id, does }) => (does === "delete" ? [id] : [])),
  );
  const readAll = operation === "refresh" || reads;
  return remote(after.records)
    .filter(({ id }) => !there.has(id) && (readAll || taken.has(id)))
    .map(
      (record) =>
        `${nameOf(record)} (${record.id}) is gone and still in state${taken.has(record.id) ? ": this very run deleted it" : ""}`,
    );
}

/** Declared and actual after an `up` that read everything: in state, alive, marked, as declared. */
export function undone({ world, seat, after, identity }: Turn): string[] {
  const server = after.servers[seat.settings.tenant];
  const { accounts, roles } = world.tenants[seat.settings.tenant];
  return seat.program.flatMap((declared) => {
    const of = `user ${declared.name}`;
    const record = after.records.find((each) => isUser(each) && nameOf(each) === declared.name && !each.condemned);
    const user = server.users.find(({ id }) => id === record?.id);
    if (record === undefined || user === undefined) return [`${of} is not there`];
    const { words, hash } = readMark(user.description);
    const marker = world.markers.get(user.id);
    const facts: [string, unknown, unknown][] = [
      ["description", words, declared.description],
      ["hash", hash, output(record, "ownerHash")],
      ["marker", marker && `${marker.identity} ${marker.name}`, `${identity} ${declared.name}`],
      ["accounts", user.accounts, [accounts[declared.account]]],
      ["roles", [...user.roles].sort(), declared.roles.map((role) => roles[role]).sort()],
      ["enabled", user.enabled, declared.enabled],
    ];
    const keys = declared.keys.flatMap(({ name, enabled }) => {
      const id = after.records.find(
        (each) => each.type.endsWith(":ApiKey") && nameOf(each) === name && !each.condemned,
      )?.id;
      const key = server.keys.find((each) => each.id === id);
      return key?.user_id === user.id && key.enabled === enabled ? [] : [`key ${name} is not as declared`];
    });
    const slots = after.records.filter(
      ({ type, urn }) => type.endsWith(":ApiKeySlot") && urn.includes(`::${declared.name}-pair-`),
    );
    const holdsPair = slots.some(({ id }) => server.keys.some((key) => key.id === id && key.user_id === user.id));
    return [
      ...(declared.pair && !holdsPair ? [`the pair of ${declared.name} has no key`] : []),
      ...facts.flatMap(([what, is, wanted]) =>
        JSON.stringify(is) === JSON.stringify(wanted)
          ? []
          : [`${of}: ${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`],
      ),
      ...keys,
    ];
  });
}
