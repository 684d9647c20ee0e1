import { describe, expect, it } from "vitest";
import { readDeployment } from "../../src/cli/plan/deployment";
import type { ServiceUser } from "../../src/client/reading/types";
import { recordedIn, type Tenant, takeInventory } from "../../src/inventory";
import { keyName, withMark } from "../../src/ownership";
import { FORMATS, type Format, render } from "../../src/reports";
import { apiKey, encrypted, rotating, stackExport, user as stateUser } from "../cli/plan-fixture";
import { documentedUser, keyOf, TODAY, tenantOf, userOf, without } from "./tenant";

const OWNER = "acme/payments/prod/ci-signing";
const marked = (nonce: string, more: Partial<ServiceUser> = {}): ServiceUser =>
  userOf({ description: withMark("Signs", { owner: OWNER, hash: "0123456789ab", nonce }), ...more });

const taken = (tenant: Tenant, options: { withinDays?: number } = {}) =>
  takeInventory(tenant, [], { today: TODAY, ...options });

/** Who manages each, by kind and label. */
const managed = (tenant: Tenant) =>
  taken(tenant)
    .rows.map(({ kind, label, managed: by, owner }) => `${kind} ${label}: ${by} ${owner}`)
    .sort();

describe("who manages", () => {
  it.each<[string, ServiceUser, string]>([
    ["nobody a user without a mark", userOf(), "nobody null"],
    ["nobody a user without a description", without(userOf(), "description"), "unknown null"],
    ["a stack a user with its mark", marked("abc"), `stack ${OWNER}`],
    ["a stack a user that it adopted", marked("xabc"), `stack ${OWNER}`],
  ])("%s", (_title, user, by) => {
    expect(managed(tenantOf([user]))).toEqual([`ServiceUser ci-signing: ${by}`]);
  });

  it("a user that shows no description where others show theirs: nobody", () => {
    const silent = without(userOf({ id: "other", nickname: "silent" }), "description");
    expect(managed(tenantOf([userOf(), silent]))).toEqual([
      "ServiceUser ci-signing: nobody null",
      "ServiceUser silent: nobody null",
    ]);
  });

  const generated = keyName("ci", "2027-03-01", "0123abcd");
  const first = { createdAt: userOf().createdAt ?? "" };
  it.each<[string, ServiceUser, object, string]>([
    ["nobody a key by hand", userOf(), {}, "nobody null"],
    ["nobody a key by hand on a marked user", marked("abc"), {}, "nobody null"],
    ["the stack a generated name on its user", marked("abc"), { name: generated }, "stack acme/payments/prod"],
    ["who knows a generated name on a user without a mark", userOf(), { name: generated }, "unknown null"],
    ["who knows the key that came with its user", marked("abc"), first, "unknown null"],
    ["nobody the key that came with a user that was adopted", marked("xabc"), first, "nobody null"],
  ])("%s", (_title, user, more, by) => {
    const key = keyOf(more);
    expect(managed(tenantOf([user], {}, [key]))[0]).toBe(`ApiKey ${key.name}: ${by}`);
  });
});

describe("an inventory", () => {
  it("shows each user and key with its end, whose it is, and ids that stay the same", () => {
    const { rows, inventory, warnings } = taken(tenantOf([userOf()], { people: 2 }, [keyOf()]));
    expect(rows).toMatchObject([
      {
        kind: "ApiKey",
        id: "key-1",
        urn: "digicert-one:key:key-1",
        user: "ci-signing",
        endDate: "2027-03-01",
        reason: "managed by nobody",
      },
      {
        kind: "ServiceUser",
        id: userOf().id,
        urn: `digicert-one:user:${userOf().id}`,
        endDate: "2028-06-30",
        daysLeft: 537,
      },
    ]);
    expect(inventory).toEqual({
      host: "one.digicert.com",
      serviceUsers: { total: 1, stack: 0, nobody: 1, unknown: 0 },
      apiKeys: { total: 1, stack: 0, nobody: 1, unknown: 0 },
      people: 2,
      isComplete: true,
    });
    expect(warnings.map(({ code }) => code)).toEqual(["unmanaged"]);
  });

  it("counts all, although it shows only what comes within some time", () => {
    const tenant = tenantOf([userOf()], {}, [keyOf()]);
    const { rows, inventory, summary } = taken(tenant, { withinDays: 60 });
    expect(rows.map(({ id }) => id)).toEqual(["key-1"]);
    expect(inventory.serviceUsers.total).toBe(1);
    expect(summary).toMatchObject({ total: 2, shown: 1 });
  });

  it("says nothing of the end of a user that is not shown, and that it is not complete", () => {
    const { rows, warnings, inventory } = taken(tenantOf([documentedUser()]));
    expect(rows).toMatchObject([{ endDate: null, warnings: [], reason: "managed by nobody; its end is not shown" }]);
    expect(warnings.map(({ code }) => code)).toEqual(["unmanaged", "not-seen"]);
    expect(inventory.isComplete).toBe(false);
    // Shown whole without an end, it has none.
    expect(taken(tenantOf([without(userOf(), "endDate")])).rows[0]?.warnings.map(({ code }) => code)).toEqual([
      "no-end",
    ]);
  });

  it("leaves what a stack will do to that stack's state", () => {
    const soon = { endDate: "2027-01-17" };
    const { rows } = taken(tenantOf([marked("abc", soon)]));
    expect(rows).toMatchObject([
      { project: "payments", stack: "prod", name: "ci-signing", warnings: [], events: [], next: null },
    ]);
    expect(rows[0]?.reason).toBe(`managed by ${OWNER}, whose state says what comes`);
    const [own] = taken(tenantOf([userOf(soon)])).rows;
    expect(own?.warnings).not.toEqual([]);
    expect(own?.next).toEqual({ event: "end", on: "2027-01-17", endDate: null });
    expect(
      taken(tenantOf([marked("abc", { endDate: "2027-01-01" })])).rows[0]?.warnings.map(({ code }) => code),
    ).toEqual(["expired"]);
  });

  it("advises what a person can do about what nobody manages, once for each fact", () => {
    const warnedOf = (user: ServiceUser, more: object) =>
      taken(tenantOf([user], {}, [keyOf(more)])).rows.map(({ kind, warnings }) => [
        kind,
        ...warnings.map(({ text }) => text),
      ]);
    expect(warnedOf(userOf({ endDate: "2027-01-20" }), { endDate: "2027-01-19" })).toEqual([
      [
        "ApiKey",
        "It ends in 9 days, on 2027-01-19, and nobody manages it: replace it by hand, or make an ApiKey for its place.",
      ],
      ["ServiceUser", "It ends in 10 days, on 2027-01-20, and nobody manages it: extend it by hand, or adopt it."],
    ]);
    expect(warnedOf(userOf({ endDate: "2027-01-08" }), { endDate: "2027-01-07" })).toEqual([
      ["ApiKey", "It ended 3 days ago, on 2027-01-07: whoever uses it is refused."],
      ["ServiceUser", "It ended 2 days ago, on 2027-01-08: whoever uses it is refused."],
    ]);
    const [endless] = warnedOf(without(userOf(), "endDate"), {}).filter(([kind]) => kind === "ServiceUser");
    expect(endless).toEqual([
      "ServiceUser",
      "It has no end date, and nobody manages it: give it one by hand, or adopt it.",
    ]);
  });

  it("says whose keys were not listed, and never takes them for none", () => {
    const problems = ["The keys of 1 user were not listed: 403."];
    const tenant = tenantOf([userOf()], { problems, users: [{ user: userOf(), keys: undefined, problem: "403" }] });
    const { rows, inventory, warnings } = taken(tenant);
    expect(rows[0]?.reason).toBe("managed by nobody; its keys were not listed");
    expect(inventory.isComplete).toBe(false);
    expect(warnings).toContainEqual({ code: "not-seen", text: problems[0] });
  });

  it("stands in a table under a dash, and in every other form", () => {
    const inventory = taken(tenantOf([userOf()], {}, [keyOf()]));
    expect(render(inventory, "table")).toMatch(/^by hand +key +2027-03-01 .*\n {2}managed by nobody$/m);
    const withOurs = taken(tenantOf([userOf(), marked("abc", { id: "ours", nickname: "ours" })]));
    expect(render(withOurs, "table")).not.toContain("users and keys of");
    expect(render(withOurs, "table")).toMatch(/^- +ci-signing +user /m);
    expect(render(withOurs, "table")).toMatch(/^payments\/prod +ci-signing +user /m);
    expect(JSON.parse(render(inventory, "json"))).toEqual(JSON.parse(JSON.stringify(inventory)));
    for (const format of FORMATS.filter((each) => each !== "table")) {
      const text = render(inventory, format as Format);
      expect(text, format).toContain("ci-signing");
      // As a day, as in a calendar, or as an instant.
      expect(text, format).toMatch(/2027-03-01|20270301|1803945599/);
    }
    expect(FORMATS.length).toBeGreaterThan(2);
  });
});

describe("an inventory with the states of stacks", () => {
  const resources = [
    stateUser("app", { endDate: "2028-01-01", owner: "acme/keys/prod/app", nonce: "abc" }),
    apiKey("ci"),
    ...rotating("pair"),
  ];
  const recorded = recordedIn(readDeployment(stackExport(resources), "state"), TODAY);
  const live = (more: Partial<ServiceUser> = {}) =>
    userOf({
      id: "id-app",
      nickname: "app",
      description: withMark("", { owner: "acme/keys/prod/app", nonce: "abc" }),
      ...more,
    });
  const keys = recorded
    .slice(1)
    .map(({ id, facts }) => keyOf({ id, name: facts.label ?? "", endDate: facts.endDate ?? "" }));

  it("knows each user and key of a state by its id", () => {
    expect(recorded.map(({ id, facts }) => [id, facts.kind, facts.role])).toEqual([
      ["id-app", "ServiceUser", undefined],
      ["id-ci", "ApiKey", undefined],
      ["key-2", "RotatingApiKey", "current"],
      ["key-1", "RotatingApiKey", "previous"],
    ]);
  });

  it("says of what they hold what their plan says", () => {
    const { rows, inventory } = takeInventory(tenantOf([live()], {}, keys), recorded, { today: TODAY });
    expect(rows.map(({ name, kind, role, stack, managed: by }) => [name, kind, role, stack, by]).sort()).toEqual([
      ["app", "ServiceUser", null, "prod", "stack"],
      ["ci", "ApiKey", null, "prod", "stack"],
      ["pair", "RotatingApiKey", "current", "prod", "stack"],
      ["pair", "RotatingApiKey", "previous", "prod", "stack"],
    ]);
    expect(rows.find(({ kind }) => kind === "ApiKey")).toMatchObject({
      rotatesOn: "2027-03-02",
      reason: "rotates on 2027-03-02",
    });
    expect(inventory).toMatchObject({ isComplete: true, apiKeys: { total: 3, stack: 3 } });
    expect(JSON.stringify(rows)).not.toContain(encrypted.ciphertext);
  });

  it("holds on to what is there where a user carries the mark of another by now", () => {
    const description = withMark("", { owner: "acme/other/prod/app", nonce: "def" });
    const { rows } = takeInventory(tenantOf([live({ description })]), recorded.slice(0, 1), { today: TODAY });
    expect(rows).toMatchObject([{ project: "other", owner: "acme/other/prod/app" }]);
    expect(rows[0]?.reason).toContain("a given state holds it too, as acme/keys/prod/app");
  });

  it("counts a user whose mark was erased as of the state that holds it", () => {
    const { rows } = takeInventory(tenantOf([live({ description: "" })]), recorded.slice(0, 1), { today: TODAY });
    expect(rows).toMatchObject([{ managed: "stack", owner: "acme/keys/prod/app" }]);
  });

  it("shows the end and status that were seen, and says where a state has others", () => {
    const seen = live({ endDate: "2027-01-15", status: "DISABLED" });
    const { rows } = takeInventory(tenantOf([seen]), recorded.slice(0, 1), { today: TODAY, withinDays: 10 });
    expect(rows).toMatchObject([
      { id: "id-app", endDate: "2027-01-15", status: "DISABLED", next: { event: "end", on: "2027-01-15" } },
    ]);
    expect(rows[0]?.warnings.find(({ code }) => code === "differs")?.text).toBe(
      "It ends on 2027-01-15 and is DISABLED, but the state says that it ends on 2028-01-01 and is ACTIVE. Run pulumi up --refresh on the stack.",
    );
  });

  it.each<[string, ServiceUser, string | null, string[]]>([
    ["the same", live({ endDate: "2028-01-01" }), "2028-01-01", ["weekend-end"]],
    ["none where none is there", without(live(), "endDate"), null, ["differs", "no-end"]],
    ["the state's where none is shown", without(live(), "endDate", "roleIds"), "2028-01-01", ["weekend-end"]],
  ])("shows as the end of what a state holds: %s", (_title, user, endDate, codes) => {
    const [row] = takeInventory(tenantOf([user]), recorded.slice(0, 1), { today: TODAY }).rows;
    expect(row?.endDate).toBe(endDate);
    expect(row?.warnings.map(({ code }) => code)).toEqual(codes);
  });

  it("says of a key, too, what its state has otherwise, and still when it rotates", () => {
    const [key] = keys;
    if (key === undefined) throw new Error("The state holds no key.");
    const other = { ...key, status: "DISABLED" };
    const { rows } = takeInventory(tenantOf([live()], {}, [other]), recorded, { today: TODAY });
    const row = rows.find(({ id }) => id === key.id);
    expect(row).toMatchObject({ status: "DISABLED", rotatesOn: "2027-03-02" });
    expect(row?.warnings.map(({ code }) => code)).toEqual(["differs"]);
  });

  it("tells users and keys apart that stacks of two organisations give one URN", () => {
    const ends = ["2027-06-01", "2028-06-01"];
    const sides = ends.map((endDate, index) => ({
      ...{ id: `user-${index}`, keyId: `key-${index}`, endDate, nickname: `app-${index}` },
      owner: `org-${index}/keys/prod/app`,
    }));
    const both = sides.flatMap(({ id, keyId, owner, nickname, endDate }) => {
      const own = [
        { ...stateUser("app", { nickname, owner, nonce: id, endDate }), id },
        { ...apiKey("ci"), id: keyId },
      ];
      return recordedIn(readDeployment(stackExport(own), "state"), TODAY);
    });
    const users = sides.map(({ id, keyId, owner, nickname, endDate }) => ({
      user: userOf({ id, nickname, endDate, description: withMark("", { owner, nonce: id }) }),
      keys: [keyOf({ id: keyId, name: "ci-2027-04-01-ab12cd34", endDate: "2027-04-01" })],
    }));
    expect(new Set(both.map(({ facts }) => facts.urn)).size).toBe(2);
    const { rows } = takeInventory(tenantOf([], { users }), both, { today: TODAY });
    const found = rows.map(({ id, label, owner, endDate }) => [id, label, owner, endDate]);
    expect(found.filter(([, label]) => label?.startsWith("app"))).toEqual(
      sides.map(({ id, nickname, owner, endDate }) => [id, nickname, owner, endDate]),
    );
    expect(found.map(([id]) => id).sort()).toEqual(["key-0", "key-1", "user-0", "user-1"]);
  });

  it("names what they hold and nobody saw", () => {
    const { warnings, inventory } = takeInventory(tenantOf([live()]), recorded, { today: TODAY });
    expect(inventory.isComplete).toBe(false);
    expect(warnings.find(({ code }) => code === "not-seen")?.text).toContain(
      "3 users and keys of the given states were not seen: keys/prod ci, keys/prod pair, keys/prod pair.",
    );
  });
});
