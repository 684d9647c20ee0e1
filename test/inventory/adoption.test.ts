import { describe, expect, it } from "vitest";
import type { ServiceUser } from "../../src/client/reading/types";
import { fieldsWith } from "../../src/fields/row";
import { serviceUserFields } from "../../src/fields/service-user";
import type { Tenant } from "../../src/inventory";
import { adoptionOf, isShownWhole, valuesOf } from "../../src/inventory/adoption";
import { accounts, documentedUser, keyOf, roles, TODAY, tenantOf, userOf, without } from "./tenant";

const adoption = (user: ServiceUser, more: Partial<Tenant> = {}) =>
  adoptionOf({ user, keys: [keyOf()] }, tenantOf([user], more), TODAY);

function argsOf(user: ServiceUser, more: Partial<Tenant> = {}) {
  const found = adoption(user, more);
  if (found.is !== "adopted") throw new Error(`It is left out: ${found.why}`);
  return found.args;
}

const declared = (user: ServiceUser, more: Partial<Tenant> = {}) => valuesOf(argsOf(user, more), user.id);

const ALL = {
  adoptId: userOf().id,
  nickname: "ci-signing",
  description: "Signs releases",
  email: "team@example.com",
  accountIds: ["account-1"],
  roleIds: ["role-1"],
  endDate: "2028-06-30",
};

describe("a user that is shown whole", () => {
  it("is declared as it is, every field that an adoption compares decided", () => {
    expect(declared(userOf())).toEqual(ALL);
    const args = argsOf(userOf());
    expect(isShownWhole(args)).toBe(true);
    expect(Object.keys(args).sort()).toEqual([...fieldsWith(serviceUserFields, "adoption")].sort());
    expect(Object.keys(args)).toHaveLength(9);
  });

  it.each<[string, Partial<ServiceUser>, object]>([
    ["disabled", { status: "DISABLED" }, { enabled: false }],
    ["inactive", { status: "INACTIVE" }, { enabled: false }],
    [
      "in several accounts, the primary one first",
      { accountIds: ["account-2", "account-1"] },
      { accountIds: ["account-1", "account-2"] },
    ],
    ["without a role", { roleIds: [], applicationIds: [] }, { roleIds: [] }],
    ["with applications of its own", { applicationIds: ["app-1", "app-2"] }, { applicationIds: ["app-1", "app-2"] }],
    [
      "with fewer applications than its roles have",
      { roleIds: ["role-1", "role-3"] },
      { roleIds: ["role-1", "role-3"], applicationIds: ["app-1"] },
    ],
    [
      "with a role that this key does not see",
      { roleIds: ["role-9"] },
      { roleIds: ["role-9"], applicationIds: ["app-1"] },
    ],
    ["that ends today", { endDate: TODAY }, { endDate: TODAY }],
  ])("is declared %s", (_title, shown, more) => {
    expect(declared(userOf(shown))).toEqual({ ...ALL, ...more });
  });

  it.each<[string, ServiceUser, string]>([
    ["end", without(userOf(), "endDate"), "endDate"],
    ["description", userOf({ description: "" }), "description"],
    ["description that is shown", without(userOf(), "description"), "description"],
  ])("is declared without %s", (_title, user, field) => {
    const { [field]: _left, ...rest } = ALL as Record<string, unknown>;
    expect(declared(user)).toEqual(rest);
  });

  it("has its applications named where the tenant wants that", () => {
    expect(declared(userOf(), { areApplicationsNamed: true })).toEqual({ ...ALL, applicationIds: ["app-1"] });
  });
});

describe("a user that is shown as documented", () => {
  it("is declared by what is shown, and what is made of that is marked as a guess", () => {
    const args = argsOf(documentedUser());
    const { endDate: _end, ...rest } = ALL;
    expect(valuesOf(args, ALL.adoptId)).toEqual(rest);
    const guesses = Object.entries(args).flatMap(([name, { isGuess }]) => (isGuess ? [name] : []));
    expect(guesses).toEqual(["accountIds", "roleIds", "endDate"]);
    expect(isShownWhole(args)).toBe(false);
  });

  it("names what the guess leaves open: other accounts, other roles, and how long its keys last", () => {
    const permissions = ["READ", "WRITE"];
    const args = argsOf(documentedUser({ applications: [{ id: "app-1", permissions }] }));
    expect(args.accountIds.note).toContain("this key sees 1 more");
    expect(args.roleIds).toMatchObject({ value: ["role-2"], note: expect.stringContaining("have Reader") });
    expect(args.endDate.note).toContain("the last of its keys ends on 2027-03-01");
    expect(argsOf(documentedUser(), { accounts: accounts.slice(0, 1) }).accountIds.note).not.toContain("more");
  });
});

describe("a user is left out", () => {
  const cases: [string, ServiceUser, string, Partial<Tenant>?][] = [
    ["whose kind is not shown", without(userOf(), "userType"), "may be a person"],
    ["that the command runs as", userOf(), "runs as it", { ownUserIds: new Set([userOf().id]) }],
    ["without a nickname", without(userOf(), "nickname"), "has no nickname"],
    ["with a nickname that no write takes", userOf({ nickname: "a\n🙂" }), "no write takes its nickname"],
    ["with letters that no write takes", userOf({ nickname: "Ünïcode 鍵" }), "no write takes its nickname"],
    ["with blanks at the end of its nickname", userOf({ nickname: "a " }), "no write takes its nickname"],
    ["without an address", without(userOf(), "email"), "has no email"],
    ["with an address that is none", userOf({ email: "nobody" }), "email is"],
    ["without any account shown", without(userOf(), "accountIds", "primaryAccountId"), "none of its accounts is shown"],
    ["whose primary account is none of its own", userOf({ primaryAccountId: "account-2" }), "none of its accounts"],
    ["in an account that is not seen", userOf({ accountIds: ["account-1", "account-9"] }), "does not see: account-9"],
    ["that has ended", userOf({ endDate: "2027-01-09" }), "it ended on 2027-01-09"],
    ["that is locked", userOf({ status: "LOCKED" }), "its status is LOCKED"],
    ["whose status is not shown", without(userOf(), "status"), "its status is not shown"],
    ["whose roles nothing tells", documentedUser(), "its roles are not shown", { roles: undefined }],
    ["in no account", without(userOf({ accountIds: [] }), "primaryAccountId"), "accountIds"],
  ];

  it.each(cases)("%s", (_title, user, why, more) => {
    expect(adoption(user, more)).toEqual({ is: "left out", why: expect.stringContaining(why) });
  });

  it("but not where accounts are not listed, or nobody could say whom the command runs as", () => {
    expect(cases).toHaveLength(16);
    expect(declared(userOf({ accountIds: ["account-1", "account-9"] }), { accounts: undefined })).toMatchObject({
      accountIds: ["account-1", "account-9"],
    });
    expect(declared(userOf(), { ownUserIds: undefined, roles })).toEqual(ALL);
  });
});
