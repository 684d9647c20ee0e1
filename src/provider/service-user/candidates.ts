/** Who holds a nickname: several may, in accounts of their own, and people too. */
import type { ServiceUser } from "../../client";
import { DigiCertOneError } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { ServiceUserInputs } from "../host/state";
import { readIfFound } from "../proof/not-found";
import { accountsShown, decideDuplicate, inDeclaredAccount } from "./duplicate";

/**
 * The holder that a run would act on; undefined when this key sees none. A user whose name is not shown may hold it: where it
 * carries our own mark it is ours whatever it is called.
 */
export async function findCandidate(
  declared: ServiceUserInputs,
  { client }: Pick<ApplyContext, "client">,
): Promise<ServiceUser | undefined> {
  const wanted = declared.nickname.toLowerCase();
  const holders: ServiceUser[] = [];
  for await (const user of client.serviceUsers.list()) {
    const isOurs = user.nickname === undefined && decideDuplicate(user, declared).action === "take-back";
    if (isOurs || user.nickname?.toLowerCase() === wanted) holders.push(user);
  }
  return firstThere(holders, declared, client);
}

/** The best of the holders, read by itself: alone it may be shown with fields that the list lacks, or be gone meanwhile. */
async function firstThere(
  holders: readonly ServiceUser[],
  declared: ServiceUserInputs,
  client: ApplyContext["client"],
): Promise<ServiceUser | undefined> {
  const best = bestOf(holders, declared);
  const [chosen] = best;
  if (chosen === undefined) return undefined;
  const found = await readIfFound(client.serviceUsers.get(chosen.id));
  const others = holders.filter(({ id }) => id !== chosen.id);
  if (found === undefined) return firstThere(others, declared, client);
  refuseSeveral(best, declared);
  return found;
}

/**
 * Chooses among the holders of a name, by these in turn: what is ours, service users before people, a declared account before an
 * unknown one before one elsewhere, and, where names that differ in case are two names, the very name.
 */
export function chooseCandidate(holders: readonly ServiceUser[], declared: ServiceUserInputs): ServiceUser | undefined {
  return bestOf(holders, declared)[0];
}

/** The holders of which none is a better candidate than another. */
function bestOf(holders: readonly ServiceUser[], declared: ServiceUserInputs): readonly ServiceUser[] {
  const ranked = holders.map((user) => ({ user, rank: rankOf(user, declared) }));
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
