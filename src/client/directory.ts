/** What is only read: roles, accounts, the audit log. */
import { type Core, listOf, pathOf } from "./core";
import { createSnapshot } from "./snapshot";
import type { Account, AuditEntry, AuditFilter, Role } from "./types";
import { auditQuery, toAccount, toAuditEntry, toRole, withRaw } from "./wire";

/** The roles of Account Manager. */
export interface Roles {
  list(): AsyncIterable<Role>;
  /** The role of this name, in any case. */
  findByName(name: string): Promise<Role | undefined>;
}

/** The accounts that the key reaches. */
export interface Accounts {
  list(): AsyncIterable<Account>;
  get(id: string): Promise<Account>;
  /** The account of this name, in any case. */
  findByName(name: string): Promise<Account | undefined>;
}

/** Who did what. */
export interface AuditLog {
  /** The entries that match, page by page, each once. */
  list(filter?: AuditFilter): AsyncIterable<AuditEntry>;
}

function named<T extends { name: string }>(items: readonly T[], name: string): T | undefined {
  const found =
    items.find((item) => item.name === name) ?? items.find((item) => item.name.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : { ...found };
}

/** Makes the roles. */
export function createRoles(core: Core): Roles {
  // Without the parameter it is not known whether the list holds all roles (evidence role-application-codes).
  const query = { application_code: "account_manager" };
  const all = createSnapshot(() => listOf(core, { doing: "list the roles", path: "/role", query }, toRole));
  return {
    async *list() {
      for (const role of await all.all()) yield { ...role };
    },
    findByName: async (name) => named(await all.all(), name),
  };
}

/** Makes the accounts. */
export function createAccounts(core: Core): Accounts {
  const all = createSnapshot(() => listOf(core, { doing: "list the accounts", path: "/account" }, toAccount));
  return {
    async *list() {
      for (const account of await all.all()) yield { ...account };
    },
    async get(id) {
      const path = pathOf("account", id);
      const { json } = await core.send({ doing: `read the account ${id}`, kind: "read", method: "GET", path });
      return withRaw(toAccount(json), json, core.rawAnswers);
    },
    findByName: async (name) => named(await all.all(), name),
  };
}

/** Makes the audit log. */
export function createAuditLog(core: Core): AuditLog {
  return {
    list: (filter = {}) =>
      listOf(core, { doing: "read the audit log", path: "/audit-log", query: auditQuery(filter) }, toAuditEntry),
  };
}
