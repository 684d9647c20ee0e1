/** How roles, accounts and service users are found, whichever host asks: by a program's look-up, or by an engine's call. */
import { didYouMeanNamed } from "../basics/nearest";
import type { Account, DigiCertOneClient, ServiceUser } from "../client";
import { isDeleted } from "../client/reading/deleted";
import { ConfigurationError, DigiCertOneError, listed } from "../errors";

/** A look-up. */
export interface LookUp<A, T> {
  readonly name: string;
  readonly arguments: readonly (keyof A & string)[];
  run(client: DigiCertOneClient, args: A): Promise<T>;
}

/** A role that can be assigned; a text is empty if the server does not show it. */
export interface RoleResult {
  /** What `roleIds` of a user takes. */
  id: string;
  /** Its name, such as `Certificate manager`. */
  name: string;
  /** A short name such as `SSM_SIGNER`. */
  code: string;
  /** The id of its application (manager). */
  applicationId: string;
  /** That application's code, such as `account_manager`. */
  applicationCode: string;
  /** What it permits, such as `MANAGE_AM_USER`. */
  permissions: string[];
}

/** An account that the key can reach. */
export interface AccountResult {
  /** What `accountIds` of a user takes. */
  id: string;
  /** Its name. */
  name: string;
}

/** A service user that exists, not managed here. */
export interface ServiceUserResult {
  /** What `serviceUser` of a key takes. */
  id: string;
  /** Its name in DigiCert ONE. */
  nickname: string;
  /** `ACTIVE`, `DISABLED`, `EXPIRED` or `LOCKED`. */
  status: string;
  /** The last day, `YYYY-MM-DD`; empty for none, or if the server does not show it. */
  endDate: string;
  /** When it was made, RFC 3339 in UTC. */
  createdAt: string;
  /** Ids of its roles. */
  roleIds: string[];
  /** Ids of its accounts. */
  accountIds: string[];
}

/** By name or by code, one of them. */
export interface GetRoleArgs {
  /** Its name. An exact match wins over one in another case. */
  name?: string;
  /** A short name such as `SSM_SIGNER`. */
  code?: string;
  /** Its application, by code, name or id. Needed if several have such a role, or if a list without it leaves the role out. */
  application?: string;
}

/** By name; without one, the only account that the key can reach. */
export interface GetAccountArgs {
  /** Its name, in any case. Default the only account that the key can reach. */
  name?: string;
}

/** By id or by nickname, one of them. */
export interface GetServiceUserArgs {
  /** Its id in DigiCert ONE. */
  id?: string;
  /** Its name in DigiCert ONE. */
  nickname?: string;
}

export const findRole: LookUp<GetRoleArgs, RoleResult> = {
  name: "getRole",
  arguments: ["name", "code", "application"],
  run: roleBy,
};
export const findAccount: LookUp<GetAccountArgs, AccountResult> = {
  name: "getAccount",
  arguments: ["name"],
  run: accountBy,
};
export const findServiceUser: LookUp<GetServiceUserArgs, ServiceUserResult> = {
  name: "getServiceUser",
  arguments: ["id", "nickname"],
  run: userBy,
};

async function roleBy(client: DigiCertOneClient, args: GetRoleArgs): Promise<RoleResult> {
  const { id, name, code = "", applicationId = "", applicationCode = "", ...role } = await client.roles.find(args);
  return { id, name, code, applicationId, applicationCode, permissions: role.permissions ?? [] };
}

async function accountBy(client: DigiCertOneClient, { name }: GetAccountArgs): Promise<AccountResult> {
  const accounts: Account[] = [];
  for await (const account of client.accounts.list()) accounts.push(account);
  const [only] = accounts;
  const account = name === undefined && accounts.length === 1 && only ? only : pick(accounts, "account", name);
  return { id: account.id, name: account.name };
}

function pick<T extends { id: string; name: string }>(all: readonly T[], kind: string, name: string | undefined): T {
  const there = listed(all.map((item) => `"${item.name}"`));
  if (name === undefined) {
    throw new DigiCertOneError(`This key reaches ${all.length} ${kind}s: ${there}.`, { remedy: "Say which by name." });
  }
  const found = all.filter((item) => item.name.toLowerCase() === name.toLowerCase());
  const [first] = found;
  if (first && found.length === 1) return first;
  const problem = first ? `${found.length} ${kind}s are named "${name}".` : `No ${kind} is named "${name}".`;
  const names = all.map((item) => item.name);
  throw new DigiCertOneError(problem, {
    remedy: `${didYouMeanNamed(name, names)}Those that this key can see: ${there}.`,
  });
}

async function userBy(client: DigiCertOneClient, args: GetServiceUserArgs): Promise<ServiceUserResult> {
  const { id, nickname } = args;
  if ((id === undefined) === (nickname === undefined)) {
    throw new ConfigurationError("getServiceUser takes an id or a nickname.", { remedy: "Give one of them." });
  }
  const user = id === undefined ? await userNamed(nickname ?? "", client) : await client.serviceUsers.get(id);
  if (!user) {
    throw new DigiCertOneError(`No service user has the nickname "${nickname}", as far as this key can see.`, {
      remedy: "Correct the nickname, or use a key that may see the user.",
    });
  }
  if (isDeleted(user)) {
    throw new DigiCertOneError(`The service user ${user.id} was deleted.`, {
      remedy: "Give the id or the nickname of another one.",
    });
  }
  if (user.userType !== undefined && user.userType !== "service") {
    throw new DigiCertOneError(`${id ?? `"${nickname}"`} is a ${user.userType} user, not a service user.`, {
      remedy: "Give the id or the nickname of a service user.",
    });
  }
  return resultOf(user);
}

/**
 * Who holds a nickname: names are unique in an account, so that people and users of several accounts may share one. A service
 * user before people; where names that differ in case are two names, the very name is meant (evidence `name-case`).
 */
async function userNamed(nickname: string, client: DigiCertOneClient): Promise<ServiceUser | undefined> {
  const matches: ServiceUser[] = [];
  for await (const user of client.serviceUsers.list()) {
    if (user.nickname?.toLowerCase() === nickname.toLowerCase()) matches.push(user);
  }
  const machines = matches.filter(({ userType }) => userType === undefined || userType === "service");
  const exact = machines.filter((user) => user.nickname === nickname);
  const [found, another] = exact.length > 0 ? exact : machines;
  if (found === undefined || another === undefined) return found ?? matches[0];
  const each = machines.map(({ id, accountIds, primaryAccountId }) => {
    const accounts = accountIds ?? (primaryAccountId === undefined ? [] : [primaryAccountId]);
    return `${id} (account ${accounts.join(", ") || "not shown"})`;
  });
  throw new DigiCertOneError(`${each.length} service users have the nickname "${nickname}": ${listed(each, 240)}.`, {
    remedy: "Give the id of the one that is meant.",
  });
}

function resultOf(user: ServiceUser): ServiceUserResult {
  return {
    id: user.id,
    nickname: user.nickname ?? "",
    status: user.status ?? "",
    endDate: user.endDate ?? "",
    createdAt: user.createdAt ?? "",
    roleIds: user.roleIds ?? [],
    accountIds: user.accountIds ?? [],
  };
}
