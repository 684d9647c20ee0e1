/** What responses showed of each kind of object, by whomever it was asked: pure. */
import { creationOf, isDone, isRefused, type Observed, type Seen } from "./observed";
import { fieldOf, isList, isObject, itemsOf, type Shape } from "./shape";
import { CREATIONS, ownReads, reads } from "./steps";

/** The throwaway user and its key, which certainly have an end; and what else was shown, which may have none. */
export const READ_USER = "read-user";
const MADE_KEYS = ["read-first-key", "read-key"];
const LISTS_OF_USERS = [reads.me.name, reads.users.name];
const LISTS_OF_KEYS = ["list-keys", ownReads.keys.name];

const LISTS = [
  reads.users.name,
  reads.accounts.name,
  reads.roles.name,
  reads.managerRoles.name,
  ...LISTS_OF_KEYS,
  ownReads.auditLog.name,
];

/** The objects of what was read, a list or one object. */
const objectsOf = (seen: Seen, steps: readonly string[]): Shape[] =>
  steps
    .map(seen)
    .filter(isDone)
    .flatMap(({ body }): readonly (Shape | undefined)[] => itemsOf(body) ?? [body])
    .filter(isObject);

/** Every user that was read. */
export const usersIn = (seen: Seen): Shape[] => objectsOf(seen, [READ_USER, "read-disabled", ...LISTS_OF_USERS]);

/** Users that others made. */
export const usersOfOthers = (seen: Seen): Shape[] => objectsOf(seen, LISTS_OF_USERS);

/** Every key that was read. */
export const keysIn = (seen: Seen): Shape[] => objectsOf(seen, [...MADE_KEYS, "read-disabled-key", ...LISTS_OF_KEYS]);

/** The step that read the throwaway user's key, the first one or the one that was made; the first where neither did. */
export const keyStep = (seen: Seen): string => MADE_KEYS.find((name) => isDone(seen(name))) ?? "read-first-key";

/** Keys of the caller. */
export const keysOfOthers = (seen: Seen): Shape[] => objectsOf(seen, [ownReads.keys.name]);

/** The responses when users and keys were made, and what was read of them since. */
export const madeIn = (seen: Seen): Shape[] => [creationOf(seen)?.body, seen("create-key")?.body].filter(isObject);

/** Every list as it came. */
export const listsIn = (seen: Seen): Shape[] =>
  LISTS.map(seen)
    .filter(isDone)
    .map(({ body }) => body)
    .filter((body) => itemsOf(body) !== undefined) as Shape[];

/** The step that shows roles, those of all applications or of Account Manager. */
export const roleStep = (seen: Seen): string =>
  [reads.roles.name, reads.managerRoles.name].find((name) => isDone(seen(name))) ?? reads.managerRoles.name;

/** Names of permissions, of roles and of the applications that users are shown with. */
export function permissionsIn(seen: Seen): Shape[] {
  const applications = usersIn(seen)
    .flatMap((user) => arrayOf(user, "applications"))
    .filter(isObject);
  const objects = [...objectsOf(seen, [roleStep(seen)]), ...applications];
  return objects
    .flatMap((owner) => arrayOf(owner, "permissions"))
    .flatMap((each) => (isObject(each) ? (fieldOf(each, "name") ?? []) : [each]));
}

/** Entries of the audit log. */
export const entriesIn = (seen: Seen): Shape[] => objectsOf(seen, [ownReads.auditLog.name]);

/** Bodies of what the API refused, wherever a request may meet a refusal that says nothing else. */
export const refusalsIn = (seen: Seen): Shape[] =>
  [reads.notFound.name, "create-same-name", ...CREATIONS, ...LISTS]
    .map(seen)
    .filter(isRefused)
    .map(({ body }: Observed) => body)
    .filter((body) => body !== undefined);

/** The list in a field; empty where it holds none. */
export const arrayOf = (shape: Shape, field: string): readonly Shape[] => {
  const value = fieldOf(shape, field);
  return isList(value) ? value : [];
};
