/** Which key the API made together with a user. Exactly one is made with each. Pure. */

/** How far apart the API may stamp a user and its first key: both are made in one call. */
const SAME_CALL_MS = 2_000;

interface Stamped {
  readonly createdAt?: string | undefined;
}

/** Whether a key may have been made with its user; undefined where a time is not known. */
function isOfSameCall({ createdAt }: Stamped, userCreatedAt: string | undefined): boolean | undefined {
  const apart = Math.abs(Date.parse(createdAt ?? "") - Date.parse(userCreatedAt ?? ""));
  return Number.isNaN(apart) ? undefined : apart <= SAME_CALL_MS;
}

/** Whether a key is as old as its user. Unknown times prove nothing. */
export function isMadeWith(key: Stamped, userCreatedAt: string | undefined): boolean {
  return isOfSameCall(key, userCreatedAt) === true;
}

/**
 * The key that was made with a user, among all its keys. It is certain where only one can be it: of two that are as old as
 * the user, or one of unknown age, somebody else may have made one.
 */
export function firstKeyOf<K extends Stamped>(
  keys: readonly K[],
  userCreatedAt: string | undefined,
): { first?: K; unsure: readonly K[] } {
  const candidates = keys.filter((key) => isOfSameCall(key, userCreatedAt) !== false);
  const [only, another] = candidates;
  if (only !== undefined && another === undefined && isMadeWith(only, userCreatedAt))
    return { first: only, unsure: [] };
  return { unsure: candidates };
}
