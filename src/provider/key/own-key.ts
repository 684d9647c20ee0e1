/** The guard of the key that the provider itself runs with: what removes it would lock the provider out. */
import { DigiCertOneError } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import { isOwnUser } from "../host/own-user";
import { fingerprint } from "./fingerprint";

/** A key that a step is about to remove, as far as state knows it. */
export interface KeyAtRisk {
  /** How messages call it. */
  readonly what: string;
  readonly userId: string;
  /** Either shows whether it is the provider's own; both are empty where state never held its value. */
  readonly value?: string;
  readonly fingerprint?: string;
}

/**
 * Whether a key is, or may be, one that this provider runs with. Its value shows that, or its fingerprint. Without
 * either each key of the provider's own user may be it; where that user cannot be asked for, this fails.
 */
export async function mayBeOwnKey(key: KeyAtRisk, context: ApplyContext): Promise<boolean> {
  const { apiKeys } = context.settings;
  if (apiKeys.length === 0) return false;
  if (key.value) return apiKeys.includes(key.value);
  if (key.fingerprint) return apiKeys.some((own) => fingerprint(own) === key.fingerprint);
  return isOwnUser(key.userId, key.what, context);
}

/** What would remove a key. */
interface KeyStep {
  /** "deleting", "disabling". */
  readonly doing: string;
  readonly allowSelf: boolean;
  readonly remedy?: string;
}

/** Refuses what would remove the key that the provider itself runs with. */
export async function refuseOwnKey(
  key: KeyAtRisk,
  {
    doing,
    allowSelf,
    remedy = "Give the provider another key first, or set allowSelf: true and run once before.",
  }: KeyStep,
  context: ApplyContext,
): Promise<void> {
  if (allowSelf || !(await mayBeOwnKey(key, context))) return;
  const isKnown = Boolean(key.value || key.fingerprint);
  const is = isKnown
    ? "is the key that this provider itself runs with"
    : "is a key of the user that this provider itself runs as, and may be the one that it runs with";
  throw new DigiCertOneError(`${key.what} ${is}: ${doing} it would lock the provider out.`, { remedy });
}

/** How a slot or a retirement, which know no `allowSelf`, release the key: the other one takes over. */
export const GIVE_NEWEST = "Give the provider the newest key first, then run again.";
