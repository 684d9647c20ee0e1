/** What an adoption may change, field by field, against an oracle: unknown never passes for "no difference". */
import { describe, expect, it } from "vitest";
import type { ServiceUser } from "../../../src/client";
import type { ServiceUserInputs } from "../../../src/provider/host/state";
import { chooseCandidate } from "../../../src/provider/service-user/candidates";
import { decideDuplicate } from "../../../src/provider/service-user/duplicate";
import { serviceUserInputs } from "../../../src/provider/service-user/plan";

const OWNER = "acme/payments/prod/ci";

const declared = (over: Partial<ServiceUserInputs> = {}): ServiceUserInputs => ({
  ...serviceUserInputs({
    owner: OWNER,
    nickname: "ci",
    description: "Signs",
    email: "team@example.com",
    accountIds: ["account-1"],
    roleIds: ["role-1"],
    endDate: "2028-06-30",
    onDuplicate: "adopt",
  }),
  ...over,
});

const same: ServiceUser = {
  id: "user-1",
  nickname: "ci",
  description: "Signs",
  email: "team@example.com",
  status: "ACTIVE",
  userType: "service",
  endDate: "2028-06-30",
  roleIds: ["role-1"],
  accountIds: ["account-1"],
  primaryAccountId: "account-1",
};

const without = (...fields: (keyof ServiceUser)[]): ServiceUser =>
  Object.fromEntries(Object.entries(same).filter(([key]) => !fields.includes(key as keyof ServiceUser))) as never;

type Shown = "equal" | "different" | "not shown";
type Field =
  | "roles"
  | "accounts"
  | "primary account"
  | "applications"
  | "enabled"
  | "nickname"
  | "an end that comes earlier"
  | "an end that comes later"
  | "an end that goes";

/** A user and a declaration that stand to each other as a cell says. */
const cells: Readonly<Record<Field, Readonly<Record<Shown, [ServiceUser, Partial<ServiceUserInputs>]>>>> = {
  roles: {
    equal: [same, {}],
    different: [{ ...same, roleIds: ["role-2"] }, {}],
    "not shown": [without("roleIds"), {}],
  },
  accounts: {
    equal: [same, {}],
    different: [{ ...same, accountIds: ["account-1", "account-2"] }, {}],
    "not shown": [without("accountIds"), {}],
  },
  "primary account": {
    equal: [same, { primaryAccountId: "account-1" }],
    different: [{ ...same, primaryAccountId: "account-2" }, { primaryAccountId: "account-1" }],
    "not shown": [without("primaryAccountId"), { primaryAccountId: "account-1" }],
  },
  applications: {
    equal: [{ ...same, applicationIds: ["app-2", "app-1"] }, { applicationIds: ["app-1", "app-2"] }],
    different: [{ ...same, applicationIds: ["app-2"] }, { applicationIds: ["app-1"] }],
    "not shown": [same, { applicationIds: ["app-1"] }],
  },
  enabled: {
    equal: [same, {}],
    different: [{ ...same, status: "DISABLED" }, {}],
    "not shown": [without("status"), {}],
  },
  nickname: {
    equal: [{ ...same, nickname: "CI" }, {}],
    different: [{ ...same, nickname: "legacy" }, { adoptId: "user-1" }],
    "not shown": [without("nickname"), { adoptId: "user-1" }],
  },
  "an end that comes earlier": {
    equal: [same, {}],
    different: [{ ...same, endDate: "2029-12-31" }, {}],
    "not shown": [without("endDate", "roleIds"), {}],
  },
  "an end that comes later": {
    equal: [same, {}],
    different: [{ ...same, endDate: "2027-01-01" }, {}],
    "not shown": [without("endDate", "accountIds"), {}],
  },
  "an end that goes": {
    equal: [without("endDate"), { endDate: "" }],
    different: [same, { endDate: "" }],
    "not shown": [without("endDate", "roleIds"), { endDate: "" }],
  },
};

/** The oracle: only what is shown and equal, or gives the user more time, needs no word from a person. */
function adopts(field: Field, shown: Shown, adoptChanges: boolean): boolean {
  if (adoptChanges || shown === "equal") return true;
  return shown === "different" && field === "an end that comes later";
}

const rows = Object.entries(cells).flatMap(([field, byShown]) =>
  Object.entries(byShown).flatMap(([shown, [user, over]]) =>
    [false, true].map((adoptChanges) => ({ field: field as Field, shown: shown as Shown, user, over, adoptChanges })),
  ),
);

describe("an adoption", () => {
  it.each(rows)("of a user with $field $shown, adoptChanges $adoptChanges", (row) => {
    const decision = decideDuplicate(row.user, declared({ ...row.over, adoptChanges: row.adoptChanges }));
    expect(decision.action).toBe(adopts(row.field, row.shown, row.adoptChanges) ? "adopt" : "fail");
    if (decision.action === "fail") expect(decision.reason).toBe("needs-adopt-changes");
  });

  it.each([
    ["accounts in another order", { accountIds: ["account-2", "account-1"] }, "adopt"],
    ["roles in another order", { roleIds: ["role-2", "role-1"] }, "adopt"],
    ["a primary account where none is declared", { primaryAccountId: "account-2" }, "adopt"],
    ["applications where none are declared", { applicationIds: ["app-1"] }, "adopt"],
    ["an account more", { accountIds: ["account-1", "account-2", "account-3"] }, "fail"],
  ])("of a user with %s", (_what, over: Partial<ServiceUser>, action) => {
    const two = { accountIds: ["account-1", "account-2"], roleIds: ["role-1", "role-2"] };
    expect(decideDuplicate({ ...same, ...two, ...over }, declared(two)).action).toBe(action);
  });

  it("has a cell for every field and way of being shown", () => expect(rows).toHaveLength(9 * 3 * 2));
});

describe("of several holders of a nickname", () => {
  const elsewhere: ServiceUser = { ...same, id: "elsewhere", accountIds: ["account-9"], primaryAccountId: "account-9" };
  const person: ServiceUser = { ...same, id: "person", userType: "standard" };
  const right: ServiceUser = { ...same, id: "right" };

  it.each<[string, ServiceUser[], string | undefined]>([
    ["the one in a declared account", [elsewhere, right], "right"],
    ["a service user before a person", [person, right], "right"],
    ["a service user elsewhere before a person", [person, elsewhere], "elsewhere"],
    ["the very name before another case of it", [{ ...right, id: "case", nickname: "CI" }, right], "right"],
    ["none of none", [], undefined],
  ])("is chosen: %s", (_what, holders, id) => {
    expect(chooseCandidate(holders, declared())?.id).toBe(id);
    expect(chooseCandidate([...holders].reverse(), declared())?.id).toBe(id);
  });
});
