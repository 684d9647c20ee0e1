/** Who holds a nickname: several may, in accounts of their own, and people too. */
import type { ServiceUser } from "../../client";
import type { ApplyContext } from "../host/handlers";
import type { ServiceUserInputs } from "../host/state";
import { readIfFound } from "../proof/gone";
import { type DuplicateDecision, decideDuplicate, inDeclaredAccount } from "./duplicate";

/** The holder that a run would act on; undefined when this key sees none. */
export async function findCandidate(
  declared: ServiceUserInputs,
  { client }: Pick<ApplyContext, "client">,
): Promise<ServiceUser | undefined> {
  const wanted = declared.nickname.toLowerCase();
  const holders: ServiceUser[] = [];
  for await (const user of client.serviceUsers.list()) {
    if (user.nickname?.toLowerCase() === wanted) holders.push(user);
  }
  const chosen = chooseCandidate(holders, declared);
  if (chosen === undefined) return undefined;
  // The user by itself may be shown with fields that the list lacks.
  return (await readIfFound(client.serviceUsers.get(chosen.id))) ?? chosen;
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
