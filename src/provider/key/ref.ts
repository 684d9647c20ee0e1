/** A key by its id, its user and the account that they live in. */
import { type Props, text } from "../host/state";
import type { Proof } from "../proof/proof";

/** A key as state knows it; the account is empty in states from before it was kept. */
export interface KeyRef {
  readonly id: string;
  readonly userId: string;
  readonly accountId: string;
}

/** A key as its state knows it. */
export function keyRef(id: string, state: Props): KeyRef {
  return { id, userId: text(state, "serviceUserId"), accountId: text(state, "accountId") };
}

/** The account of a key's user: as a response names it, else as state knows it, else asked for, as for a state from before it was kept. */
export async function accountOf({ userId, accountId }: KeyRef, proof: Proof): Promise<string> {
  const [named = accountId] = proof.accountsOf(userId);
  return named === "" ? proof.accountOf(userId) : named;
}
