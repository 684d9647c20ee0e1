import { describe, expect, it } from "vitest";
import type { ServiceUser } from "../../src/client";
import type { ServiceUserInputs } from "../../src/provider/host/state";
import { decideDuplicate, explainDuplicate } from "../../src/provider/service-user/duplicate";
import { serviceUserInputs } from "../../src/provider/service-user/plan";

const OWNER = "acme/payments/prod/ci";
const HASH = "0123456789ab";
const OTHER = "acme/billing/prod/bot";

const declared = (over: Partial<ServiceUserInputs> = {}): ServiceUserInputs => ({
  ...serviceUserInputs({}),
  owner: OWNER,
  ownerHash: HASH,
  nickname: "ci-signing",
  description: "Signs releases",
  email: "team@example.com",
  accountIds: ["account-1"],
  roleIds: ["role-1"],
  endDate: "2027-12-31",
  ...over,
});

const existing = (over: Partial<ServiceUser> = {}): ServiceUser =>
  ({
    id: "user-1",
    nickname: "ci-signing",
    description: "Signs releases",
    email: "team@example.com",
    status: "ACTIVE",
    userType: "service",
    createdAt: "2026-01-02T03:04:05Z",
    endDate: "2027-12-31",
    roleIds: ["role-1"],
    accountIds: ["account-1"],
    ...over,
  }) as ServiceUser;

const holders: Record<string, ServiceUser | undefined> = {
  "our mark": existing({ description: `Signs releases (pulumi: ${OWNER} #${HASH}.aaaa)` }),
  "our mark from before a rename": existing({ description: `Signs releases (pulumi: ${OTHER} #${HASH}.aaaa)` }),
  "our text, another's hash": existing({ description: `Signs releases (pulumi: ${OWNER} #ba9876543210.aaaa)` }),
  "our text, no hash": existing({ description: `Signs releases (pulumi: ${OWNER} #aaaa)` }),
  "another owner's mark": existing({ description: `Signs releases (pulumi: ${OTHER} #bbbb)` }),
  "no mark": existing(),
  "not visible": undefined,
  "a person": existing({ userType: "standard" }),
  "another account": existing({ accountIds: ["account-9"] }),
};

const sameness: Record<string, Partial<ServiceUser>> = {
  same: {},
  "different roles": { roleIds: ["role-9"] },
  "different accounts": { accountIds: ["account-1", "account-9"] },
  "disabled there": { status: "DISABLED" },
};

/** What each holder means, by what the program says; `guarded` where adopting needs adoptChanges. */
function expected(holder: string, onDuplicate: "fail" | "adopt", guarded: boolean): string {
  if (holder === "not visible") return "fail: not-visible";
  if (holder === "a person") return "fail: not-a-service-user";
  if (holder.startsWith("our mark")) return "take-back";
  if (onDuplicate === "fail") return "fail: not-adopting";
  if (holder === "another account") return "fail: other-account";
  if (holder === "another owner's mark" || holder.startsWith("our text")) return "fail: other-owner";
  return guarded ? "fail: needs-adopt-changes" : "adopt";
}

describe("deciding on a duplicate", () => {
  let rows = 0;
  for (const [holder, base] of Object.entries(holders)) {
    for (const onDuplicate of ["fail", "adopt"] as const) {
      for (const [difference, over] of Object.entries(sameness)) {
        if (holder === "another account" && difference === "different accounts") continue;
        rows += 1;
        it(`${holder}, ${difference}, onDuplicate "${onDuplicate}"`, () => {
          const user = base && { ...base, ...over };
          const decision = decideDuplicate(user, declared({ onDuplicate }));
          const said = decision.action === "fail" ? `fail: ${decision.reason}` : decision.action;
          expect(said).toBe(expected(holder, onDuplicate, difference !== "same"));
        });
      }
    }
  }
  it("covers the whole table", () => expect(rows).toBe(9 * 2 * 4 - 2));

  it("takes over from another owner only when it is named", () => {
    const user = holders["another owner's mark"];
    const from = (adoptFrom: string) => decideDuplicate(user, declared({ onDuplicate: "adopt", adoptFrom })).action;
    expect(from(OTHER)).toBe("adopt");
    expect(from("acme/somebody/else/x")).toBe("fail");
  });

  it.each([
    ["our text, another's hash", `${OWNER} #ba9876543210`],
    ["our text, no hash", `${OWNER} #aaaa`],
  ])("tells a holder of our own text by what stands behind it: %s", (holder, name) => {
    const user = holders[holder];
    const from = (adoptFrom: string) => decideDuplicate(user, declared({ onDuplicate: "adopt", adoptFrom }));
    expect(from(name).action).toBe("adopt");
    expect(from(OWNER)).toMatchObject({ action: "fail", reason: "other-owner", owner: name });
  });

  it("changes roles, accounts or enabled only with adoptChanges", () => {
    const user = existing({ roleIds: ["role-9"] });
    const allow = (adoptChanges: boolean) =>
      decideDuplicate(user, declared({ onDuplicate: "adopt", adoptChanges })).action;
    expect(allow(true)).toBe("adopt");
    expect(allow(false)).toBe("fail");
  });

  it("regards fields that the answer lacks as ones that may differ: adopting needs adoptChanges", () => {
    const { roleIds: _roles, accountIds: _accounts, endDate: _end, ...sparse } = existing();
    const decision = decideDuplicate(sparse as ServiceUser, declared({ onDuplicate: "adopt" }));
    expect(decision).toMatchObject({ action: "fail", reason: "needs-adopt-changes" });
    const unknown = decision.differences.map(({ field, existing: shown, guarded }) => [field, shown, guarded]);
    expect(unknown).toEqual([
      ["accountIds", "(not shown)", true],
      ["roleIds", "(not shown)", true],
      ["endDate", "(not shown)", true],
    ]);
    const allowed = declared({ onDuplicate: "adopt", adoptChanges: true });
    expect(decideDuplicate(sparse as ServiceUser, allowed).action).toBe("adopt");
  });
});

describe("the message for a duplicate", () => {
  const message = (user: ServiceUser | undefined, over: Partial<ServiceUserInputs> = {}) => {
    const decision = decideDuplicate(user, declared(over));
    if (decision.action !== "fail") throw new Error(`expected a failure, got ${decision.action}`);
    return explainDuplicate(user, declared(over), decision, () => false);
  };

  it("names id, creation day, owner, each differing field with both values, and the line to add", () => {
    const user = existing({
      roleIds: ["role-9"],
      email: "other@example.com",
      description: `By hand (pulumi: ${OTHER} #bbbb)`,
    });
    expect(message(user)).toMatchInlineSnapshot(`
      "The nickname "ci-signing" is held by service user user-1, created 2026-01-02, managed by acme/billing/prod/bot.
        description: it has By hand, the program declares Signs releases
        email: it has other@example.com, the program declares team@example.com
        roleIds: it has role-9, the program declares role-1 (needs adoptChanges)
      Choose another nickname, or to manage this user here, add: onDuplicate: "adopt", adoptFrom: "acme/billing/prod/bot", adoptChanges: true"
    `);
  });

  it("names an alias as the way where the holder is of the same stack: this resource before a rename, perhaps", () => {
    const alias = /add its old one to its aliases instead\.$/;
    const near = existing({ description: `(pulumi: ${declared().owner}-of-old #bbbb)` });
    expect(message(near)).toMatch(alias);
    expect(message(near, { onDuplicate: "adopt" })).toMatch(alias);
    expect(message(existing({ description: `(pulumi: ${OTHER} #bbbb)` }))).not.toMatch(alias);
  });

  it("says that a holder which cannot be seen may be of another kind or account", () => {
    expect(message(undefined)).toMatchInlineSnapshot(`
      "The nickname "ci-signing" is taken, but by something this API key cannot see (another account, or a kind of user it may not list).
      Choose another nickname, or run with a key that may see the user that holds it."
    `);
  });

  it("refuses a person without offering adoption", () => {
    expect(message(existing({ userType: "standard" }), { onDuplicate: "adopt" })).toMatch(
      /Only service users can be adopted\. Choose another nickname\.$/,
    );
  });
});
