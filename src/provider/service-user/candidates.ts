/** Who holds a nickname: several may, in accounts of their own, and people too. */
import type { ServiceUser } from "../../client";
import { DigiCertOneError, isDuplicateError, isInvalidRequestError, serverSentence } from "../../errors";
import { ownerName, parseMark } from "../../ownership";
import type { ApplyContext } from "../host/handlers";
import type { ServiceUserInputs } from "../host/state";
import { readIfFound } from "../proof/not-found";
import { accountsShown, decideDuplicate, describeTaken, inDeclaredAccount } from "./duplicate";

/**
 * The user that a run would act on; undefined when this key sees none. All adoptions of a run look through one list, although
 * each of them writes: the owner is read by itself, and a list that shows none is walked again.
 */
export async function findCandidate(
  declared: ServiceUserInputs,
  { client }: Pick<ApplyContext, "client">,
): Promise<ServiceUser | undefined> {
  const shared = await matchesIn(client.serviceUsers.list({}, { age: "any" }), declared);
  const found = await firstThere(shared, declared, client);
  if (found !== undefined && matchesDeclared(found, declared)) return found;
  return firstThere(await matchesIn(client.serviceUsers.list(), declared), declared, client);
}

async function matchesIn(users: AsyncIterable<ServiceUser>, declared: ServiceUserInputs): Promise<ServiceUser[]> {
  const matches: ServiceUser[] = [];
  for await (const user of users) if (matchesDeclared(user, declared)) matches.push(user);
  return matches;
}

/** Whether a user has the nickname. One whose name is not shown may have it: with our own mark it is ours whatever it is called. */
function matchesDeclared(user: ServiceUser, declared: ServiceUserInputs): boolean {
  if (user.nickname === undefined) return decideDuplicate(user, declared).action === "take-back";
  return user.nickname.toLowerCase() === declared.nickname.toLowerCase();
}

/** The best of the matches, read by itself: alone it may be shown with fields that the list lacks, or be gone meanwhile. */
async function firstThere(
  matches: readonly ServiceUser[],
  declared: ServiceUserInputs,
  client: ApplyContext["client"],
): Promise<ServiceUser | undefined> {
  const best = bestOf(matches, declared);
  const [chosen] = best;
  if (chosen === undefined) return undefined;
  const found = await readIfFound(client.serviceUsers.get(chosen.id));
  const others = matches.filter(({ id }) => id !== chosen.id);
  if (found === undefined) return firstThere(others, declared, client);
  refuseSeveral(best, declared);
  return found;
}

/**
 * Chooses among the matches of a name, by these in turn: what is ours, service users before people, a declared account before an
 * unknown one before one elsewhere, and, where names that differ in case are two names, the very name.
 */
export function chooseCandidate(matches: readonly ServiceUser[], declared: ServiceUserInputs): ServiceUser | undefined {
  return bestOf(matches, declared)[0];
}

/** The users of that name of which none is a better candidate than another. */
function bestOf(matches: readonly ServiceUser[], declared: ServiceUserInputs): readonly ServiceUser[] {
  const ranked = matches.map((user) => ({ user, rank: rankOf(user, declared) }));
  const sorted = ranked.sort((a, b) => compare(a.rank, b.rank) || (a.user.id < b.user.id ? -1 : 1));
  return sorted.filter(({ rank }) => compare(rank, sorted[0]?.rank ?? rank) === 0).map(({ user }) => user);
}

type Rank = readonly [whose: number, type: number, place: number, name: number];

function rankOf(user: ServiceUser, declared: ServiceUserInputs): Rank {
  const isOurs = decideDuplicate(user, declared).action === "take-back";
  const type = user.userType === "service" ? 0 : user.userType === undefined ? 1 : 2;
  const accounts = accountsShown(user);
  const place = accounts === undefined ? 1 : inDeclaredAccount(user, declared) ? 0 : 2;
  return [isOurs ? 0 : 1, type, place, user.nickname === declared.nickname ? 0 : 1];
}

const compare = (a: Rank, b: Rank): number => a.map((each, at) => each - (b[at] ?? 0)).find((sign) => sign !== 0) ?? 0;

/** A choice between equals would be a guess, and the server gives lists in any order. */
function refuseSeveral(best: readonly ServiceUser[], declared: ServiceUserInputs): void {
  const [chosen, another] = best;
  if (chosen === undefined || another === undefined || decideDuplicate(chosen, declared).action === "take-back") return;
  const each = best.map((user) => `${user.id} (account ${accountsShown(user)?.join(", ") ?? "not shown"})`);
  throw new DigiCertOneError(
    `The nickname "${declared.nickname}" is held by ${best.length} users, and nothing tells which of them is meant: ${each.join("; ")}.`,
    { remedy: "Choose another nickname, or to manage one of them here, name it by its id: adoptId." },
  );
}

/** A user before it was written, as far as it is known. */
type Before = Pick<ServiceUser, "id" | "nickname" | "accountIds">;

/**
 * What to report of a write that was refused. A rename, or a further account, may meet a nickname that is taken; a 400 that
 * does not say so is taken for that where somebody else is seen to hold it.
 */
export async function explainRefusedWrite(
  error: unknown,
  before: Before,
  declared: ServiceUserInputs,
  context: Pick<ApplyContext, "client">,
): Promise<unknown> {
  const isDuplicate = isDuplicateError(error);
  if (!isDuplicate && !(isInvalidRequestError(error) && mayMeetAnother(before, declared))) return error;
  // Where nobody can be looked for, the refusal still says what is wrong.
  const other = await otherMatch(before.id, declared, isDuplicate, context).catch(() => undefined);
  if (!isDuplicate && other === undefined) return error;
  const mark = other && parseMark(other.description ?? "").mark;
  const taken = describeTaken(declared.nickname, other, mark && ownerName(mark, declared.owner));
  const who = `Service user "${before.nickname ?? declared.nickname}" (${before.id})`;
  return new DigiCertOneError(`${taken}. ${who} was not changed. ${serverSentence(error)}`, {
    remedy:
      "Choose another nickname, or free this one first: rename or delete the user that holds it. Two users of one program that swap nicknames need a run in between.",
    cause: error,
  });
}

/** Whether a write may meet a nickname that is taken: it is a new one, or is to be had in a further account. */
function mayMeetAnother({ nickname, accountIds }: Before, declared: ServiceUserInputs): boolean {
  const isRenamed = nickname?.toLowerCase() !== declared.nickname.toLowerCase();
  return isRenamed || accountIds === undefined || declared.accountIds.some((id) => !accountIds.includes(id));
}

/** Who else holds the nickname: somebody in a declared account; elsewhere only where the server says that it is taken. */
async function otherMatch(
  id: string,
  declared: ServiceUserInputs,
  isDuplicate: boolean,
  { client }: Pick<ApplyContext, "client">,
): Promise<ServiceUser | undefined> {
  const wanted = declared.nickname.toLowerCase();
  let elsewhere: ServiceUser | undefined;
  for await (const user of client.serviceUsers.list()) {
    if (user.id === id || user.nickname?.toLowerCase() !== wanted) continue;
    if (inDeclaredAccount(user, declared)) return user;
    elsewhere ??= user;
  }
  return isDuplicate ? elsewhere : undefined;
}
