/** Tenants as the client reads them, for tests that need no server. */
import type { Account, ApiKey, Role, ServiceUser } from "../../src/client/reading/types";
import type { Tenant } from "../../src/inventory";

export const TODAY = "2027-01-10";

/** A user that is shown whole, and that nobody manages. */
export const userOf = (more: Partial<ServiceUser> = {}): ServiceUser => ({
  id: "783a6a45-b74b-4635-bb4b-69855910ccd3",
  nickname: "ci-signing",
  description: "Signs releases",
  email: "team@example.com",
  status: "ACTIVE",
  userType: "service",
  createdAt: "2021-06-23T08:55:19Z",
  endDate: "2028-06-30",
  roleIds: ["role-1"],
  accountIds: ["account-1"],
  primaryAccountId: "account-1",
  applicationIds: ["app-1"],
  ...more,
});

/** The same without what is not shown of it: an undefined member is none. */
export function without<T extends object>(whole: T, ...names: (keyof T)[]): T {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !names.some((each) => each === name))) as T;
}

/** The user as the documented sample shows one. */
export const documentedUser = (more: Partial<ServiceUser> = {}): ServiceUser =>
  without(
    userOf({ applications: [{ id: "app-1", name: "Account Manager", permissions: ["READ"] }], ...more }),
    "endDate",
    "roleIds",
    "accountIds",
  );

export const keyOf = (more: Partial<ApiKey> = {}): ApiKey => ({
  id: "key-1",
  name: "by hand",
  status: "ACTIVE",
  createdAt: "2022-01-01T00:00:00Z",
  endDate: "2027-03-01",
  ...more,
});

export const accounts: readonly Account[] = [
  { id: "account-1", name: "Example Ltd" },
  { id: "account-2", name: "Other" },
];

export const roles: readonly Role[] = [
  { id: "role-1", name: "Reader", applicationId: "app-1", permissions: ["READ"] },
  { id: "role-2", name: "Writer", applicationId: "app-1", permissions: ["READ", "WRITE"] },
  { id: "role-3", name: "Signer", applicationId: "app-2", permissions: ["SIGN"] },
];

/** A tenant of these users, each with its keys. */
export const tenantOf = (
  users: readonly ServiceUser[],
  more: Partial<Tenant> = {},
  keys: readonly ApiKey[] = [],
): Tenant => ({
  host: "one.digicert.com",
  users: users.map((user) => ({ user, keys })),
  people: 0,
  accounts,
  roles,
  ownUserIds: new Set(),
  problems: [],
  ...more,
});
