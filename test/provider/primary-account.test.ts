/** The primary account of a user: the first account at its creation, the one that the server keeps ever after. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../src/provider/host/state";
import { checkServiceUser } from "../../src/provider/service-user/plan";
import { makeUser, call as send } from "../emulator/harness";
import { type OnTheWay, refusal, type Sent, through } from "../support/through";
import { failure, type Resource, startWorld, userArgs, userOf, userOnServer, type World } from "./apply-harness";

let world: World;
let first: string;
let second: string;
beforeEach(async () => {
  world = await startWorld();
  first = world.emulator.accountId;
  ({ id: second } = await world.emulator.addAccount({ name: "Second" }));
});
afterEach(() => world.emulator.close());

const onTheWay = (what: OnTheWay): readonly Sent[] => {
  const { fetch, sent } = through(what);
  world.deps.client = { fetch };
  return sent;
};
const primaryOf = async (user: Resource) => (await userOnServer(world, user.id))?.primary_account_id;
const puts = (sent: readonly Sent[]) => sent.filter(({ method }) => method === "PUT");

/** What a person does: another primary account, all else as it is. */
async function move(id: string, primary: string): Promise<void> {
  const { friendly_name, description, email, end_date, accounts, roles } = (await userOnServer(world, id)) ?? {};
  const body = { friendly_name, description, email, end_date, accounts, roles, primary_account_id: primary };
  expect((await send(world.emulator, "PUT", `/user/${id}`, { body })).status).toBe(200);
}

describe("a user of two accounts whose primary one is not declared", () => {
  const args = (more = {}) => userArgs(world, { accountIds: [second, first], ...more });

  it("gets the first, whatever the order is later on", async () => {
    const user = userOf(world);
    await user.up(args());
    expect(await primaryOf(user)).toBe(second);
    expect(await user.up(args({ accountIds: [first, second] }))).toBe("same");
    await user.up(args({ accountIds: [first, second], description: "Signs more" }));
    expect(await primaryOf(user)).toBe(second);
  });

  it.each([
    ["shows", {}],
    ["never shows", { show: ({ primary_account_id: _hidden, ...rest }) => rest } satisfies OnTheWay],
  ])("keeps it in every write where the server %s it", async (_what, way) => {
    const sent = onTheWay(way);
    const user = userOf(world);
    await user.up(args());
    await user.refresh();
    await user.up(args({ accountIds: [first, second], description: "Signs more" }));
    await user.up(args({ accountIds: [first, second], description: "Signs most" }));
    expect(puts(sent).map(({ body }) => body.primary_account_id)).toEqual([second, second]);
  });

  it("keeps the one that a person has made it, without drift", async () => {
    const user = userOf(world);
    await user.up(args());
    await move(user.id, first);
    const { inputs } = user.state ?? {};
    await user.refresh();
    expect(user.state?.inputs).toEqual(inputs);
    expect(await user.up(args())).toBe("same");
    await user.up(args({ description: "Signs more" }));
    expect(await primaryOf(user)).toBe(first);
  });

  it("is not written without it: the message names both ways on, and no call is made", async () => {
    const user = userOf(world);
    await user.up(args());
    const sent = onTheWay({});
    const error = await failure(user.up(args({ accountIds: [first] })));
    expect(error.message).toContain(
      `accountIds lacks its primary account, ${second}. Add it to accountIds, or declare`,
    );
    expect(puts(sent)).toEqual([]);
    await user.up(args({ accountIds: [first], primaryAccountId: first }));
    expect(await userOnServer(world, user.id)).toMatchObject({ accounts: [first], primary_account_id: first });
  });

  it("is adopted as it is, and not moved", async () => {
    const made = await makeUser(world.emulator, { accounts: [first, second], primary_account_id: first });
    const user = userOf(world);
    await user.up(args({ onDuplicate: "adopt", endDate: undefined }));
    expect(user.id).toBe(made.id);
    expect(await primaryOf(user)).toBe(first);
  });

  it("is the first of a state from before it, where the server shows none", async () => {
    const user = userOf(world);
    await user.up(args());
    expect(user.outputs).not.toHaveProperty("keptPrimaryAccountId");
    expect(await user.up(args())).toBe("same");
    const sent = onTheWay({ show: ({ primary_account_id: _hidden, ...rest }) => rest });
    await user.up(args({ accountIds: [first, second], description: "Signs more" }));
    expect(puts(sent).map(({ body }) => body.primary_account_id)).toEqual([second]);
  });
});

describe("a user whose primary account is declared", () => {
  const args = (more = {}) => userArgs(world, { accountIds: [first, second], primaryAccountId: second, ...more });

  it("gets it, and gets it back after a person moved it", async () => {
    const user = userOf(world);
    await user.up(args());
    expect(await primaryOf(user)).toBe(second);
    await user.refresh();
    expect(await user.up(args())).toBe("same");
    await move(user.id, first);
    await user.refresh();
    expect(user.state?.inputs).toMatchObject({ primaryAccountId: first });
    expect(await user.up(args())).toBe("update");
    expect(await primaryOf(user)).toBe(second);
    expect(await user.up(args())).toBe("same");
  });

  it("is not written where it has it already, nor where the program leaves it to the server again", async () => {
    const user = userOf(world);
    await user.up(args({ primaryAccountId: undefined }));
    const sent = onTheWay({});
    expect(await user.up(args({ primaryAccountId: first }))).toBe("update");
    expect(user.outputs.primaryAccountId).toBe(first);
    expect(await user.up(args({ primaryAccountId: undefined }))).toBe("update");
    expect(user.outputs).not.toHaveProperty("primaryAccountId");
    expect(puts(sent)).toEqual([]);
    await user.up(args());
    expect(await primaryOf(user)).toBe(second);
  });

  it("is adopted with adoptChanges only, where it has another", async () => {
    const { id } = await makeUser(world.emulator, { accounts: [first, second], primary_account_id: first });
    const adopting = args({ onDuplicate: "adopt", endDate: undefined });
    const error = await failure(userOf(world).up(adopting));
    expect(error.message).toContain(
      `primaryAccountId: it has ${first}, the program declares ${second} (needs adoptChanges)`,
    );
    const user = userOf(world);
    await user.up({ ...adopting, adoptChanges: true });
    expect(user.id).toBe(id);
    expect(await primaryOf(user)).toBe(second);
  });

  it.each([
    ["at its creation", "POST"],
    ["at a change", "PUT"],
  ])("%s is explained where the server refuses it", async (_when, method) => {
    const user = userOf(world);
    if (method === "PUT") await user.up(args());
    onTheWay({
      refuse: (sent) =>
        sent.method === method
          ? refusal(400, "invalid_request", "The user's primary account cannot be removed.")
          : undefined,
    });
    const error = await failure(user.up(args({ accountIds: [first], primaryAccountId: first })));
    expect(error.message).toMatch(/"The user's primary account cannot be removed\.".*keep that one in accountIds/s);
  });

  it("and is not in accountIds fails check; one that may be an account not known yet does not", () => {
    const failures = (accountIds: unknown, primaryAccountId: unknown) =>
      checkServiceUser({}, args({ accountIds, primaryAccountId }), { today: "2026-12-01" }).failures;
    expect(failures([first], second)).toEqual([
      {
        property: "primaryAccountId",
        reason: `primaryAccountId is "${second}", which is not in accountIds. Add it there, or set one of those.`,
      },
    ]);
    expect(failures([first], first)).toEqual([]);
    expect(failures([first, UNKNOWN], second)).toEqual([]);
    expect(failures([first], UNKNOWN)).toEqual([]);
    expect(failures([first], " ").map(({ reason }) => reason)).toContain(
      "primaryAccountId is empty. Set a value, or remove it.",
    );
  });
});
