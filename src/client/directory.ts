/** What is only read: roles, accounts, the audit log. */

import type { CallOptions } from "./calling/signals";
import { type Core, copiesOf, copyOf, listOf, pathOf, readAs, sharedList } from "./core";
import type { Account, AuditEntry, AuditFilter, Role } from "./reading/types";
import { auditQuery, toAccount, toAuditEntry, toRole } from "./reading/wire";

/** The roles of Account Manager. */
export interface Roles {
  /** All roles, each once, shared by all reads since the last write. */
  list(options?: CallOptions): AsyncIterable<Role>;
  /** The role of this name, in any case. */
  findByName(name: string, options?: CallOptions): Promise<Role | undefined>;
}

/** The accounts that the key reaches. */
export interface Accounts {
  /** All accounts, each once, shared by all reads since the last write. */
  list(options?: CallOptions): AsyncIterable<Account>;
  /** One account, asked of the API. NotFoundError when the key does not reach it. */
  get(id: string, options?: CallOptions): Promise<Account>;
  /** The account of this name, in any case. */
  findByName(name: string, options?: CallOptions): Promise<Account | undefined>;
}

/** Who did what. */
export interface AuditLog {
  /** The entries that match, page by page as they are asked for, each once. */
  list(filter?: AuditFilter, options?: CallOptions): AsyncIterable<AuditEntry>;
}

function named<T extends { name: string; raw?: unknown }>(items: readonly T[], name: string): T | undefined {
  const found =
    items.find((item) => item.name === name) ?? items.find((item) => item.name.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : copyOf(found);
}

/** Makes the roles. */
export function createRoles(core: Core): Roles {
  // Without the parameter it is not known whether the list holds all roles (evidence role-application-codes).
  const what = { doing: "list the roles", path: "/role", query: { application_code: "account_manager" } };
  const all = sharedList(core, what, toRole);
  return {
    list: ({ signal } = {}) => copiesOf(core, what, all, signal),
    findByName: async (name, { signal } = {}) => named(await all.all(signal), name),
  };
}

/** Makes the accounts. */
export function createAccounts(core: Core): Accounts {
  const what = { doing: "list the accounts", path: "/account" };
  const asAccount = (json: unknown): Account => {
    const account = toAccount(json);
    core.onAccounts({ accountIds: [account.id] });
    return account;
  };
  const all = sharedList(core, what, asAccount);
  return {
    list: ({ signal } = {}) => copiesOf(core, what, all, signal),
    async get(id, { signal } = {}) {
      const path = pathOf("account", id);
      const reply = await core.send({ doing: `read the account ${id}`, kind: "read", method: "GET", path, signal });
      return readAs(core, reply, asAccount);
    },
    findByName: async (name, { signal } = {}) => named(await all.all(signal), name),
  };
}

/** Makes the audit log. */
export function createAuditLog(core: Core): AuditLog {
  return {
    list(filter = {}, { signal } = {}) {
      const what = { doing: "read the audit log", path: "/audit-log", query: auditQuery(filter) };
      return listOf(core, what, toAuditEntry, signal);
    },
  };
}
