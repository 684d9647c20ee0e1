/** The names that keys get: generated, so that each is new, and known again by anybody who reads a list of keys. */
import { parseDay } from "../rotation";

/** What stands in place of the day in the name of a key without end. */
const ENDLESS = "endless";
const GENERATED = /^.+-(?<day>\d{4}-\d{2}-\d{2}|endless)-[0-9a-f]{8}$/;

/** `<prefix>-<end date>-<random>`; `random` is eight hexadecimal digits. */
export function keyName(prefix: string, endDate: string, random: string): string {
  return `${prefix}-${endDate === "" ? ENDLESS : endDate}-${random}`;
}

/** Whether a name is of the form that we generate. */
export function isGeneratedName(name: string): boolean {
  const day = GENERATED.exec(name)?.groups?.day;
  return day === ENDLESS || parseDay(day) !== undefined;
}

/** How long after its user the first key may be stamped: both are made in one call. */
const SAME_CALL_MS = 2_000;

/**
 * The key that came with a user, among all its keys. Exactly one is made with each user, so it is certain where only one
 * can be it: of two that are as old as the user, or one of unknown age, somebody else may have made one.
 */
export function firstKeyOf<K extends { name?: string | undefined; createdAt?: string | undefined }>(
  keys: readonly K[],
  userCreatedAt: string | undefined,
): { first?: K; unsure: readonly K[] } {
  const apart = ({ createdAt }: K) => Math.abs(Date.parse(createdAt ?? "") - Date.parse(userCreatedAt ?? ""));
  const candidates = keys.filter((key) => !isGeneratedName(key.name ?? "") && !(apart(key) > SAME_CALL_MS));
  const [only, another] = candidates;
  if (only !== undefined && another === undefined && apart(only) <= SAME_CALL_MS) return { first: only, unsure: [] };
  return { unsure: candidates };
}

/** Whether a key came with its user: made at the same moment, by nobody who names keys as we do. Unknown times prove nothing. */
export function cameWith(
  key: { name?: string | undefined; createdAt?: string | undefined },
  userCreatedAt: string | undefined,
): boolean {
  const apart = Date.parse(key.createdAt ?? "") - Date.parse(userCreatedAt ?? "");
  return Math.abs(apart) <= SAME_CALL_MS && !isGeneratedName(key.name ?? "");
}
