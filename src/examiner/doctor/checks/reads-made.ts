/** Everything that is read, under the names that `verify` has for the same requests, and what came of it without values. */
import { type ApiResponse, dayOf } from "../../asking";
import { incidentOf, type Observed, observe } from "../../readings/observed";
import { type Asked, ownReads, reads } from "../../readings/steps";
import type { DoctorContext } from "../context";
import { ME, me, ownKeys, ownKeysPath } from "./own";
import { ACCOUNTS, auditLog, auditPath, ROLES, ROLES_OF_APPLICATION, USERS } from "./reads";

/** An id that nobody has: its 404 shows how the API refuses. */
const NOBODY = "/user/00000000-0000-4000-8000-000000000000";

/** Makes every read that was not made yet. */
export async function readAll(context: DoctorContext): Promise<void> {
  const { read } = context;
  await me(context);
  await read("list the users", USERS);
  await ownKeys(context);
  await read("list the accounts", ACCOUNTS);
  await read("list the roles", ROLES);
  await read("list the roles of Account Manager", ROLES_OF_APPLICATION);
  await auditLog(context);
  await read("read a user that nobody is", NOBODY);
}

/** What was read so far. */
export function observedIn(context: DoctorContext): Observed[] {
  const own = context.responseTo(ME);
  const paths: readonly (readonly [Asked, string | undefined])[] = [
    [reads.me, ME],
    [reads.users, USERS],
    [ownReads.keys, own === undefined ? undefined : ownKeysPath(own)],
    [reads.accounts, ACCOUNTS],
    [reads.roles, ROLES],
    [reads.managerRoles, ROLES_OF_APPLICATION],
    [ownReads.auditLog, auditPath(context)],
    [reads.notFound, NOBODY],
  ];
  const made = paths.flatMap(([asked, path]): [Asked, ApiResponse][] => {
    const response = path === undefined ? undefined : context.responseTo(path);
    return response === undefined ? [] : [[asked, response]];
  });
  return [
    ...made.map(([asked, response]) => observe(asked, response, dayOf(response))),
    ...made.flatMap(([, response]) => incidentOf(response, dayOf(response)) ?? []),
  ];
}
