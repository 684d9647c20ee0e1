/** Who holds a nickname, or an id: people, other accounts, invitations and deleted users are what they are. Each with a twin. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServiceUser } from "../../../src/client";
import { serviceUserHandlers } from "../../../src/provider/service-user/apply";
import { chooseCandidate } from "../../../src/provider/service-user/candidates";
import { decideDuplicate } from "../../../src/provider/service-user/duplicate";
import { serviceUserInputs } from "../../../src/provider/service-user/plan";
import { call, makeUser } from "../../emulator/harness";
import { failure, providerOf, startWorld, userArgs, userOf, userOnServer, type World } from "../apply-harness";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.emulator.close());

async function add(user: Record<string, unknown>): Promise<string> {
  const made = (await world.emulator.addUser({
    friendly_name: "ci",
    end_date: "2027-12-31",
    email: "team@example.com",
    ...user,
  })) as unknown as { user: { id: string } };
  return made.user.id;
}
const secondAccount = async () => (await world.emulator.addAccount({ name: "Second" })).id;
const service = { user_type: "service" };
const adopting = (over: Record<string, unknown> = {}) => userArgs(world, { onDuplicate: "adopt", ...over });

describe("an adoption by the nickname", () => {
  it("leaves a person alone who holds it, and a service user of another account; its twin in the account is adopted", async () => {
    const elsewhere = await add({ ...service, accounts: [await secondAccount()] });
    const person = await add({});
    const before = [await userOnServer(world, elsewhere), await userOnServer(world, person)];
    expect((await failure(userOf(world).up(adopting()))).message).toMatch(/is in none of the declared accounts/);
    expect([await userOnServer(world, elsewhere), await userOnServer(world, person)]).toEqual(before);
    await call(world.emulator, "DELETE", `/user/${person}`);
    const right = await add(service);
    const user = userOf(world);
    await user.up(adopting());
    expect(user.id).toBe(right);
  });

  it("does not guess between holders in two declared accounts, and takes the one that an id names", async () => {
    const accountIds = [world.emulator.accountId, await secondAccount()];
    const [one, two] = [await add(service), await add({ ...service, accounts: accountIds.slice(1) })];
    const message = (await failure(userOf(world).up(adopting({ accountIds, adoptChanges: true })))).message;
    expect(message).toMatch(/held by 2 users, and nothing tells which of them is meant.*adoptId/s);
    for (const id of [one, two]) expect(message).toContain(id);
    const user = userOf(world);
    await user.up(adopting({ adoptId: two, nickname: "ci-two", accountIds, adoptChanges: true }));
    expect(user.id).toBe(two);
    expect(String((await userOnServer(world, one))?.description)).not.toContain("pulumi:");
  });
});

describe("an adoption by the id", () => {
  it("of a user with the status DELETED fails, as of one that never was; its twin is adopted", async () => {
    await world.emulator.close();
    world = await startWorld({ variants: ["deleted-not-found"] });
    const { id } = await makeUser(world.emulator, { friendly_name: "old", end_date: "2027-12-31" });
    await call(world.emulator, "DELETE", `/user/${id}`);
    expect((await failure(userOf(world).up(userArgs(world, { adoptId: id })))).message).toMatch(
      new RegExp(`no service user ${id} that this API key can see.*Correct adoptId`, "s"),
    );
    const there = await makeUser(world.emulator, { end_date: "2027-12-31" });
    const user = userOf(world);
    await user.up(userArgs(world, { adoptId: there.id }));
    expect(user.id).toBe(there.id);
  });

  it("of a person fails, and says what to correct", async () => {
    const id = await add({ friendly_name: "jane" });
    const error = await failure(userOf(world).up(userArgs(world, { adoptId: id, nickname: "jane" })));
    expect(error.message).toMatch(/a standard user \(a person\).*Correct adoptId/s);
    expect(String((await userOnServer(world, id))?.description)).not.toContain("pulumi:");
  });

  it("and then `--replace` without adoptId or a nickname: the adopted user stays as it is, another gets the default name", async () => {
    const id = await add({ ...service, friendly_name: "legacy" });
    const { nickname: _none, ...args } = userArgs(world);
    const user = userOf(world);
    await user.up({ ...args, adoptId: id });
    await user.up(args);
    const before = await userOnServer(world, id);
    await user.up(args, { replace: true });
    expect(user.id).not.toBe(id);
    expect(user.outputs.nickname).toBe("ci-prod");
    expect(await userOnServer(world, id)).toEqual(before);
    expect(world.notices.join("\n")).toContain(`${id} is left as it is (it was adopted, not made here)`);
    // With its name declared it is the same user.
    const twin = userOf(world);
    const twinArgs = userArgs(world, { owner: "acme/payments/prod/twin", nickname: "twin" });
    const { id: twinId } = await makeUser(world.emulator, { friendly_name: "twin", end_date: "2027-12-31" });
    await twin.up({ ...twinArgs, adoptId: twinId });
    await twin.up(twinArgs, { replace: true });
    expect([twin.id, twin.outputs.adopted]).toEqual([twinId, true]);
  });
});

describe("ServiceUser.get", () => {
  it("of a person fails; of a service user it reads", async () => {
    const provider = providerOf(world, serviceUserHandlers);
    const [person, id] = [await add({ friendly_name: "jane" }), await add(service)];
    await expect(provider.read(person, {})).rejects.toThrow("is a standard user (a person), not a service user");
    expect((await provider.read(id, {})).props).toMatchObject({ nickname: "ci" });
  });
});

const declared = serviceUserInputs({
  nickname: "ci",
  accountIds: ["a-1"],
  onDuplicate: "adopt",
  ownerHash: "0123456789ab",
});
const holder = (id: string, over: Partial<ServiceUser> = {}): ServiceUser => ({
  id,
  nickname: "ci",
  userType: "service",
  status: "ACTIVE",
  accountIds: ["a-1"],
  roleIds: [],
  ...over,
});
const but = (user: ServiceUser, ...fields: (keyof ServiceUser)[]): ServiceUser =>
  Object.fromEntries(Object.entries(user).filter(([name]) => !fields.includes(name as keyof ServiceUser))) as never;

describe("of several holders", () => {
  const ours = "x (pulumi: o #0123456789ab.aa)";
  const ranked: [string, ServiceUser][] = [
    ["ours, wherever it is", holder("g", { description: ours, accountIds: ["a-9"] })],
    ["a service user in a declared account", holder("f")],
    ["one of another case there", holder("e", { nickname: "CI" })],
    ["one whose accounts are not shown", but(holder("d"), "accountIds")],
    ["one elsewhere", holder("c", { accountIds: ["a-9"] })],
    ["one whose kind is not shown", but(holder("b"), "userType")],
    ["an invited person", holder("a", { userType: "standard", status: "INVITED" })],
  ];

  it.each(ranked)("%s comes before all after it", (name, user) => {
    const after = ranked.slice(ranked.findIndex(([each]) => each === name)).map(([, each]) => each);
    expect(chooseCandidate(after, declared)).toBe(user);
    expect(chooseCandidate(after.reverse(), declared)).toBe(user);
  });
});

describe("an adoption of a user", () => {
  const cases: [string, ServiceUser, string][] = [
    ["that is a service user", holder("u"), "adopt"],
    ["whose kind is not shown", but(holder("u"), "userType"), "needs-adopt-changes"],
    ["whose invitation is pending", holder("u", { status: "PENDING_INVITATION" }), "needs-adopt-changes"],
    ["that is an invited person", holder("u", { userType: "standard", status: "INVITED" }), "not-a-service-user"],
    ["in another account", holder("u", { accountIds: ["a-9"] }), "other-account"],
  ];

  it.each(cases)("%s", (_what, user, outcome) => {
    const decision = decideDuplicate(user, declared);
    expect(decision.action === "fail" ? decision.reason : decision.action).toBe(outcome);
  });
});
