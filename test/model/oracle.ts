/** Declared against actual, as the documentation has it; what is wrong, in sentences. */
import { earlier, plusDays, windowOf } from "./days";
import { type Model, nicknameOf, recordOfKey, recordOfPart, recordOfUser, text } from "./model";
import {
  type DeclaredKey,
  type DeclaredPair,
  type DeclaredUser,
  keepsInitialKey,
  ownerOf,
  type Tenant,
} from "./program";
import { readMark, type ServerKey, type ServerState, type ServerUser } from "./server";

/** What can be seen of one moment. */
export interface Sight {
  readonly model: Model;
  readonly server: ServerState;
  readonly tenant: Tenant;
}

type Facts = readonly (readonly [what: string, is: unknown, wanted: unknown])[];

const differing = (of: string, facts: Facts): string[] =>
  facts.flatMap(([what, is, wanted]) =>
    JSON.stringify(is) === JSON.stringify(wanted)
      ? []
      : [`${of}: ${what} is ${JSON.stringify(is)}, and is to be ${JSON.stringify(wanted)}`],
  );

/** Whether an `up` without a refresh can know how this object stands. */
const isSeen = ({ model }: Sight, id: string): boolean => !model.isBlind && !model.unseen.has(id);

export function userProblems(sight: Sight, declared: DeclaredUser): string[] {
  const { model, server, tenant } = sight;
  const of = `user ${declared.name}`;
  const record = recordOfUser(model, declared);
  if (record === undefined) return [`${of} is not in state`];
  if (!isSeen(sight, record.id)) return [];
  const nickname = nicknameOf(model, declared);
  const holders = server.users.filter((user) => user.friendly_name.toLowerCase() === nickname.toLowerCase());
  const [user] = holders;
  if (user === undefined || holders.length !== 1) return [`${of}: ${holders.length} users are called ${nickname}`];
  const { words, owner, nonce } = readMark(user.description);
  return [
    ...differing(of, [
      ["id", user.id, record.id],
      ["description", words, declared.description],
      ["owner", owner, ownerOf(declared.name)],
      ["email", user.email, declared.email],
      ["accounts", user.accounts, [tenant.accountId]],
      ["roles", [...user.roles].sort(), declared.roles.map((role) => tenant.roles[role]).sort()],
      ["enabled", user.enabled, declared.enabled],
      ["recorded end", text(record, "endDate"), user.end_date ?? ""],
      ["recorded nickname", text(record, "nickname"), nickname],
    ]),
    ...(nonce === undefined ? [`${of} carries no nonce`] : []),
    ...userEndProblems(of, declared, user, model),
    ...initialKeyProblems(sight, declared, user.id),
  ];
}

function userEndProblems(of: string, declared: DeclaredUser, user: ServerUser, { today, movedEnds }: Model): string[] {
  const { endDate, lifetimeDays } = declared;
  const end = user.end_date;
  if (lifetimeDays === undefined) return differing(of, [["end", end, endDate]]);
  const fresh = plusDays(today, lifetimeDays);
  const isDue = end !== undefined && today >= plusDays(end, -windowOf(lifetimeDays)) && end !== fresh;
  if (end !== undefined && (end <= fresh || movedEnds.has(user.id)) && !isDue) return [];
  return [`${of} ends on ${end}, which with ${lifetimeDays} days is due or too far away on ${today}`];
}

function initialKeyProblems({ model, server }: Sight, declared: DeclaredUser, userId: string): string[] {
  const record = recordOfUser(model, declared);
  const id = text(record, "initialApiKeyId");
  const wanted = keepsInitialKey(declared) && record?.outputs.adopted !== true;
  if (!wanted && id === "") return [];
  const isThere = server.keys.some((key) => key.id === id && key.user_id === userId);
  if (wanted && !isThere && model.unseen.has(`initial ${userId}`)) return [];
  return wanted === isThere
    ? []
    : [`user ${declared.name}: its first key ${id || "(none)"} is ${isThere ? "" : "not "}there`];
}

const hasEnded = (end: string | undefined, today: string): boolean => end !== undefined && end < today;

export function keyProblems(sight: Sight, user: DeclaredUser, declared: DeclaredKey): string[] {
  const { model, server } = sight;
  const of = `key ${declared.name}`;
  const record = recordOfKey(model, declared);
  if (record === undefined) return [`${of} is not in state`];
  const owner = recordOfUser(model, user);
  if (!isSeen(sight, record.id) || (owner !== undefined && !isSeen(sight, owner.id))) return [];
  const key = server.keys.find(({ id }) => id === record.id);
  if (key === undefined) return [`${of} (${record.id}) is in state and not on the server`];
  return [
    ...differing(of, [
      ["user", key.user_id, owner?.id],
      ["enabled", key.enabled, declared.enabled],
      ["name", /^[\w -]+-(\d{4}-\d{2}-\d{2}|endless)-[0-9a-f]{8}$/.test(key.name), true],
      ["recorded name", text(record, "name"), key.name],
      ["recorded end", text(record, "endDate"), key.end_date ?? ""],
    ]),
    ...keyEndProblems(of, declared, key, text(owner, "endDate") || undefined, model.today),
  ];
}

/** The end that a key has of its life or its day, within the user's; and that it does not wait to be rotated. */
function keyEndProblems(
  of: string,
  declared: DeclaredKey,
  key: ServerKey,
  userEnd: string | undefined,
  today: string,
): string[] {
  const end = key.end_date;
  // What has ended can be moved no more, and what its user holds back cannot be helped.
  if (hasEnded(end, today) || hasEnded(userEnd, today)) return [];
  const madeOn = key.created_at.slice(0, 10);
  const { lifetimeDays, endDate } = declared;
  const asked = (from: string) => endDate ?? (lifetimeDays === undefined ? undefined : plusDays(from, lifetimeDays));
  const problems = differing(of, [["end", end, earlier(asked(madeOn), userEnd)]]);
  if (lifetimeDays === undefined || declared.rotate === false || end === undefined) return problems;
  const fresh = earlier(asked(today), userEnd);
  const isDue = today >= plusDays(end, -windowOf(lifetimeDays)) && fresh !== undefined && fresh > end;
  return isDue ? [...problems, `${of} ends on ${end} and was not rotated on ${today}`] : problems;
}

export function pairProblems(sight: Sight, user: DeclaredUser, declared: DeclaredPair): string[] {
  const { model, server } = sight;
  const { today } = model;
  const of = `pair ${declared.name}`;
  const schedule = recordOfPart(model, declared, "schedule");
  const slots = { a: recordOfPart(model, declared, "a"), b: recordOfPart(model, declared, "b") };
  const owner = recordOfUser(model, user);
  if (schedule === undefined || slots.a === undefined || slots.b === undefined) return [`${of} is not in state`];
  const all = [slots.a.id, slots.b.id, owner?.id ?? ""];
  const userEnd = text(owner, "endDate") || undefined;
  if (all.some((id) => !isSeen(sight, id)) || hasEnded(userEnd, today)) return [];
  const isA = schedule.outputs.currentSlot === "a";
  const find = (id: string) => server.keys.find((key) => key.id === id);
  const current = find((isA ? slots.a : slots.b).id);
  const previous = find((isA ? slots.b : slots.a).id);
  if (current === undefined || current.user_id !== owner?.id) return [`${of}: the newest key is not there`];
  const madeOn = current.created_at.slice(0, 10);
  const { lifetimeDays, overlapDays } = declared;
  const end = current.end_date ?? "";
  const fresh = earlier(plusDays(today, lifetimeDays), userEnd) ?? "";
  const wanted = schedule.outputs.endDate;
  const isDue = today >= plusDays(end, -windowOf(lifetimeDays)) && fresh > end;
  const isOver = previous !== undefined && today >= plusDays(madeOn, overlapDays);
  return [
    ...differing(of, [["end", end, wanted]]),
    ...(isDue ? [`${of} ends on ${end} and was not rotated on ${today}`] : []),
    ...(isOver && previous.enabled ? [`${of}: the previous key works although the newest was made on ${madeOn}`] : []),
    ...(previous !== undefined && !isOver && !previous.enabled ? [`${of}: the overlap was cut short`] : []),
  ];
}
