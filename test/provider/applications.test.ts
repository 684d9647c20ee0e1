/** The applications of a user: written, compared and guarded only while a program declares them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkServiceUser } from "../../src/provider/service-user/plan";
import { makeUser, call as send } from "../emulator/harness";
import { type OnTheWay, refusal, type Sent, through } from "../support/through";
import { failure, roleIds, settingsFor, startWorld, userArgs, userOf, userOnServer, type World } from "./apply-harness";

let world: World;
let manager: string;
let signing: string;
beforeEach(async () => {
  world = await startWorld();
  const { roles } = await world.emulator.state();
  const of = (name: string) => String(roles.find((role) => role.name === name)?.application_id);
  [manager, signing] = [of("User manager"), of("Document signer")];
});
afterEach(() => world.emulator.close());

const onTheWay = (what: OnTheWay): readonly Sent[] => {
  const { fetch, sent } = through(what);
  world.deps.client = { fetch };
  return sent;
};
const applicationsOf = async (id: string) =>
  ((await userOnServer(world, id))?.applications as string[] | undefined)?.toSorted();
const writes = (sent: readonly Sent[]) => sent.filter(({ method, path }) => method !== "GET" && /^\/user/.test(path));
const both = () => [manager, signing].sort();

/** What a person does: other applications, all else as it is. */
async function give(id: string, applications: string[]): Promise<void> {
  const { friendly_name, description, email, end_date, accounts, roles } = (await userOnServer(world, id)) ?? {};
  const body = { friendly_name, description, email, end_date, accounts, roles, applications };
  expect((await send(world.emulator, "PUT", `/user/${id}`, { body })).status).toBe(200);
}

describe("a user whose applications are declared", () => {
  it("gets them, in any order and each once, and gets them back after a person changed them", async () => {
    const args = userArgs(world, { applicationIds: [...both().reverse(), manager] });
    const user = userOf(world);
    await user.up(args);
    expect(await applicationsOf(user.id)).toEqual(both());
    await user.refresh();
    expect(await user.up(userArgs(world, { applicationIds: both() }))).toBe("same");
    await give(user.id, [signing]);
    await user.refresh();
    expect(user.state?.inputs.applicationIds).toEqual([signing]);
    expect(await user.up(args)).toBe("update");
    expect(await applicationsOf(user.id)).toEqual(both());
  });

  it.each([
    ["ids", ({ applications, ...rest }) => ({ ...rest, applications: idsIn(applications) })],
    ["nothing", ({ applications: _hidden, ...rest }) => rest],
  ] satisfies [string, NonNullable<OnTheWay["show"]>][])(
    "shows no drift where the server shows %s",
    async (_what, show) => {
      onTheWay({ show });
      const args = userArgs(world, { applicationIds: [signing] });
      const user = userOf(world);
      await user.up(args);
      expect(await applicationsOf(user.id)).toEqual([signing]);
      await user.refresh();
      expect(await user.up(args)).toBe("same");
      await user.up({ ...args, description: "Signs more" });
      expect(await applicationsOf(user.id)).toEqual([signing]);
    },
  );

  it("is left alone by a program that declares them no more", async () => {
    const user = userOf(world);
    await user.up(userArgs(world, { applicationIds: [signing] }));
    const sent = onTheWay({});
    expect(await user.up(userArgs(world))).toBe("update");
    expect(user.outputs).not.toHaveProperty("applicationIds");
    expect(writes(sent)).toEqual([]);
    await give(user.id, both());
    await user.refresh();
    expect(await user.up(userArgs(world))).toBe("same");
  });

  it("is adopted with adoptChanges only, where it has others", async () => {
    const { id } = await makeUser(world.emulator, { applications: [manager] });
    const adopting = userArgs(world, { onDuplicate: "adopt", endDate: undefined, applicationIds: [signing] });
    expect((await failure(userOf(world).up(adopting))).message).toContain(
      `applicationIds: it has ${manager}, the program declares ${signing} (needs adoptChanges)`,
    );
    const user = userOf(world);
    await user.up({ ...adopting, adoptChanges: true });
    expect([user.id, await applicationsOf(id)]).toEqual([id, [signing]]);
  });

  it("does not lose one while it is the user that the provider runs as", async () => {
    const roles = await roleIds(world, "User manager");
    const args = userArgs(world, { roleIds: roles, applicationIds: both(), initialKey: "keep" });
    const user = userOf(world);
    await user.up(args);
    world.env = settingsFor(world.emulator, String(user.outputs.initialApiKey));
    const fewer = { ...args, applicationIds: [manager] };
    expect((await failure(user.up(fewer))).message).toContain("taking roles, accounts or applications from it");
    const again = userOf(world);
    const adopting = { ...fewer, initialKey: "delete", onDuplicate: "adopt", adoptChanges: true };
    expect((await failure(again.up(adopting))).message).toContain("taking roles, accounts or applications from it");
    expect(await applicationsOf(user.id)).toEqual(both());
    await user.up({ ...fewer, allowSelf: true });
    expect(await applicationsOf(user.id)).toEqual([manager]);
  });

  it("names at least one", () => {
    const { failures } = checkServiceUser({}, userArgs(world, { applicationIds: [] }), { today: "2026-12-01" });
    expect(failures).toEqual([
      { property: "applicationIds", reason: "applicationIds is an empty list. Name at least one." },
    ]);
  });
});

const idsIn = (applications: unknown) => (applications as { id: string }[]).map((each) => each.id);

it("a user whose applications are not declared is written without them, and what it is shown with is no drift", async () => {
  const sent = onTheWay({});
  const user = userOf(world);
  await user.up(userArgs(world, { roleIds: await roleIds(world, "User manager") }));
  await user.refresh();
  await user.up(userArgs(world, { roleIds: await roleIds(world, "Auditor", "Document signer") }));
  expect(writes(sent)).toHaveLength(2);
  expect(writes(sent).filter(({ body }) => "applications" in body)).toEqual([]);
  expect(user.outputs).not.toHaveProperty("applicationIds");
});

describe("a 400 to a user names the argument to set", () => {
  const role = ["a role that is declared"];
  const app = ["an application that is declared"];

  it.each<[string, string, object, RegExp | undefined]>([
    [
      "wants applications",
      "applications: is required",
      {},
      /wants the managers of a user named: declare applicationIds/,
    ],
    ["wants managers", "At least one of the managers is required", {}, /declare applicationIds/],
    [
      "refuses an application",
      'Unknown application "x"',
      { applicationIds: app },
      /Correct applicationIds: ids of applic/,
    ],
    ["wants roles", "roles: must not be empty", {}, /makes no user without a role: declare at least one in roleIds/],
    ["wants a role", "A role is required.", {}, /declare at least one in roleIds/],
    [
      "wants both",
      "roles and applications are required",
      {},
      /declare applicationIds.*declare at least one in roleIds/s,
    ],
    ["refuses a role", "roles: unknown role", { roleIds: role }, undefined],
    ["speaks of a type", "Content-Type must be application/json", {}, undefined],
    ["speaks of something else", "end_date: is in the past", {}, undefined],
  ])("where the server %s", async (_what, message, more, remedy) => {
    for (const method of ["POST", "PUT"]) {
      const user = userOf(world);
      const args = userArgs(world, { nickname: `by ${method}` });
      if (method === "PUT") await user.up(args);
      onTheWay({ refuse: (sent) => (sent.method === method ? refusal(400, "invalid_request", message) : undefined) });
      const error = await failure(user.up({ ...args, description: "Signs more", ...more }));
      expect(error.message).toContain(`answered 400 invalid_request: "${message}"`);
      expect(error.message).toMatch(remedy ?? /will be refused again\.$/);
      world.deps.client = {};
    }
  });
});
