/** The requests that both `doctor` and `verify` make, and what readings need to know of those that write. */

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** A request, by what does not vary. */
export interface Asked {
  readonly name: string;
  readonly method: Method;
  /** Below the API's prefix, with placeholders for what varies. */
  readonly path: string;
  /** How many objects its list holds decides something. */
  readonly counts?: true;
}

/** A request that only reads. */
export type Read = Asked & { readonly method: "GET" };

/** Requests that need nothing but a key. */
export const reads = {
  notFound: { name: "read-missing", method: "GET", path: "/user/:missing" },
  me: { name: "read-me", method: "GET", path: "/user/me" },
  accounts: { name: "list-accounts", method: "GET", path: "/account" },
  users: { name: "list-users", method: "GET", path: "/user?user_type=service" },
  managerRoles: {
    name: "list-manager-roles",
    method: "GET",
    path: "/role?application_code=account_manager",
    counts: true,
  },
  roles: { name: "list-roles", method: "GET", path: "/role", counts: true },
} as const satisfies Record<string, Read>;

/** Requests of `doctor` alone: `verify` has a user and keys of its own to look at. */
export const ownReads = {
  keys: { name: "list-own-keys", method: "GET", path: "/api-access-token?user_id=:me" },
  auditLog: { name: "audit-log", method: "GET", path: "/audit-log?from=:day" },
} as const satisfies Record<string, Read>;

/** The creations of the throwaway user, one for each form a request may take, until one is taken. */
export const CREATIONS = ["create", "create-by-objects", "create-with-applications", "create-with-both"] as const;

/** The end that is asked for to learn how much life is granted, in days from today. */
export const LONG_LIFE_DAYS = 45;
