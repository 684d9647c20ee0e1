/** Who holds a nickname: several may, in accounts of their own, and people too. */
import type { ServiceUser } from "../../client";
import type { ApplyContext } from "../host/handlers";
import type { ServiceUserInputs } from "../host/state";
import { readIfFound } from "../proof/gone";
import { type DuplicateDecision, decideDuplicate, inDeclaredAccount } from "./duplicate";

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
  const chosen = chooseCandidate(holders, declared);
  if (chosen === undefined) return undefined;
  const found = await readIfFound(client.serviceUsers.get(chosen.id));
  const others = holders.filter(({ id }) => id !== chosen.id);
  return found ?? firstThere(others, declared, client);
}

/**
 * Chooses among the holders of a name: what is ours, then what may be adopted in a declared account, then any service user
 * there, then service users elsewhere, then people. Where names that differ in case are two names, the very name comes first.
 */
export function chooseCandidate(holders: readonly ServiceUser[], declared: ServiceUserInputs): ServiceUser | undefined {
  const rank = (user: ServiceUser): number => {
    const { action }: DuplicateDecision = decideDuplicate(user, declared);
    if (action === "take-back") return 0;
    const isService = user.userType === undefined || user.userType === "service";
    const place = isService ? (inDeclaredAccount(user, declared) ? 1 : 3) : 5;
    return place + (user.nickname === declared.nickname ? 0 : 1);
  };
  return [...holders].sort((a, b) => rank(a) - rank(b))[0];
}
