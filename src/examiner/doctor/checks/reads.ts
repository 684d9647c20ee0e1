/** Which reads work with our key, and what is needed where one does not. */
import { isRecord } from "../../../basics/unknown";
import { type ApiResponse, firstSentence } from "../../asking";
import { listShape } from "../../readings/lists";
import { type Check, type Finding, fail, ok, undecided, warn } from "../check";
import type { DoctorContext } from "../context";
import { ownKeys } from "./own";
import { failed } from "./responses";

export const readChecks: readonly Check<DoctorContext>[] = [
  {
    id: "users",
    title: "Users",
    needs: ["me"],
    run: async ({ read }) =>
      listFinding(await read("list the users", USERS), ["service user", "service users"], USERS_NEEDED),
  },
  { id: "keys", title: "Keys", needs: ["me"], run: async (context) => keysFinding(await ownKeys(context)) },
  {
    id: "accounts",
    title: "Accounts",
    needs: ["me"],
    run: async ({ read }) => accountsFinding(await read("list the accounts", ACCOUNTS)),
  },
  { id: "roles", title: "Roles", needs: ["me"], run: async (context) => rolesFinding(context) },
  {
    id: "audit-log",
    title: "Audit log",
    needs: ["me"],
    run: async (context) => auditFinding(await auditLog(context)),
  },
];

export const USERS = "/user?user_type=service";
export const ACCOUNTS = "/account";
export const ROLES = "/role";
export const ROLES_OF_APPLICATION = "/role?application_code=account_manager";

const DAY_MS = 86_400_000;
const AUDITED_DAYS = 7;

/** What needs a permission. Where it lacks, it is a failure or only worth knowing. */
interface Needed {
  readonly remedy: string;
  readonly isVital: boolean;
}
const USERS_NEEDED: Needed = {
  remedy:
    'Give our service user a role of Account Manager with "View users", and "Manage users" where users are to be managed; ' +
    "or use the key of another one.",
  isVital: true,
};
const KEYS_NEEDED: Needed = {
  remedy:
    'Give our service user a role of Account Manager: each lets it manage its own keys, "Manage users" those of others.',
  isVital: true,
};
const ACCOUNTS_NEEDED: Needed = {
  remedy: "getAccount will fail; give accounts by their ids, or add a role that sees accounts.",
  isVital: false,
};
const ROLES_NEEDED: Needed = {
  remedy: "getRole will fail; give roles by their ids, or add a role that sees roles.",
  isVital: false,
};

/** The last days of the audit log. */
export const auditLog = (context: DoctorContext): Promise<ApiResponse> =>
  context.read("read the audit log", auditPath(context));

/** Where it is. */
export const auditPath = ({ now }: DoctorContext): string =>
  `/audit-log?from=${new Date(now() - AUDITED_DAYS * DAY_MS).toISOString().slice(0, 10)}`;

function listFinding(
  response: ApiResponse,
  [one, what]: readonly [one: string, several: string],
  needed: Needed,
): Finding {
  const { error, status, json } = response;
  if (error !== undefined && status === 403) {
    const found = `${what} may not be listed: ${firstSentence(error)}`;
    return needed.isVital ? fail(found, needed.remedy) : warn(found, needed.remedy);
  }
  if (error !== undefined) return failed(error);
  const list = listShape(json);
  if (list === undefined) {
    return fail(`${what}: the API answered ${status} with no list`, "Report it: this form is not known.");
  }
  return ok(
    `${list.total} ${list.total === 1 ? one : what}`,
    list.form === "bare" ? [] : [`in an envelope with ${list.form}`],
  );
}

function keysFinding(response: ApiResponse | undefined): Finding {
  if (response === undefined) return undecided("our own user cannot be read, so its keys cannot be asked for");
  return listFinding(response, ["key of our own user", "keys of our own user"], KEYS_NEEDED);
}

function accountsFinding(response: ApiResponse): Finding {
  const finding = listFinding(
    response,
    ["account that our key reaches", "accounts that our key reaches"],
    ACCOUNTS_NEEDED,
  );
  if (finding.verdict !== "ok") return finding;
  const accounts = (listShape(response.json)?.items ?? []).filter(isRecord);
  if (accounts.length === 0) return warn("our key reaches no account", "Assign our service user to an account.");
  const closed = accounts.filter(({ active }) => active === false).length;
  return closed === 0
    ? finding
    : warn(`${finding.found}, ${closed} of them not active`, "Use active accounts in accountIds.");
}

/** A tenant may ask for an application: the client asks again with one. */
async function rolesFinding({ read }: DoctorContext): Promise<Finding> {
  const all = await read("list the roles", ROLES);
  if (all.status !== 400) return listFinding(all, ["role", "roles"], ROLES_NEEDED);
  const some = await read("list the roles of Account Manager", ROLES_OF_APPLICATION);
  const others = "of Account Manager; others need their application_code";
  return listFinding(some, [`role ${others}`, `roles ${others}`], ROLES_NEEDED);
}

function auditFinding(response: ApiResponse): Finding {
  const { error, status } = response;
  if (status === 403 && error !== undefined) return ok("may not be read (403), and nothing in this package needs it");
  const age = `of the last ${AUDITED_DAYS} days`;
  return listFinding(response, [`entry ${age}`, `entries ${age}`], ACCOUNTS_NEEDED);
}
