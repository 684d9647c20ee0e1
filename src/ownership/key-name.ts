/** The names that keys get: generated, so that each is new, and known again by anybody who reads a list of keys. */
import { parseDay } from "../rotation";
import { isMadeWith } from "./first-key";

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

/** Whether a key came with its user: made at the same moment, by nobody who names keys as we do. Unknown times prove nothing. */
export function cameWith(
  key: { name?: string | undefined; createdAt?: string | undefined },
  userCreatedAt: string | undefined,
): boolean {
  return isMadeWith(key, userCreatedAt) && !isGeneratedName(key.name ?? "");
}
