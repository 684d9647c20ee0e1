/** Each guard on a whole engine: what it keeps alive is proven alive afterwards, and its twin shows that nothing else kept it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { withMark } from "../../../src/ownership";
import { makeKey, makeUser, opens, roleId } from "../../emulator/harness";
import type { Turn } from "./scenarios";
import { CrashWorld, PROJECT, STACK } from "./world";

let world: CrashWorld;
beforeEach(async () => {
  world = await CrashWorld.open();
});
afterEach(() => world.close());

const user = (args: Record<string, unknown> = {}): Turn => ({
  spec: { user: { nickname: "ci", description: "Signs", email: "team@example.com", endDate: "2029-12-31", ...args } },
});
const NOTHING: Turn = { spec: {} };

/** A run that has to fail, and what it says. */
async function refused(turn: Turn): Promise<string> {
  const ran = await world.up(turn);
  expect(ran.ok).toBe(false);
  return ran.errors.join("\n");
}

async function done(turn: Turn, ...ops: string[]): Promise<void> {
  const ran = await world.up(turn);
  expect([...ran.errors, ...ran.ops]).toEqual(ops);
}

/** The value of a key in state. */
async function valueInState(): Promise<string> {
  const value = (await world.stored()).map(({ outputs }) => outputs.value).find((each) => typeof each === "string");
  return String(value);
}

const onServer = async (id: string) => (await world.emulator.state()).users.find((each) => each.id === id);

it("the fence: `up --replace` takes the user back and does not delete it a moment later", async () => {
  const both: Turn = { spec: { ...user().spec, key: { lifetimeDays: 90 } } };
  await world.up(both);
  const [made] = (await world.stored()).filter(({ type }) => type.endsWith("ServiceUser"));
  const value = await valueInState();
  const urn = `urn:pulumi:${STACK}::${PROJECT}::pulumi-nodejs:dynamic/digicert-one:ServiceUser::ci`;
  const ran = await world.up(both, { replace: [urn] });
  expect(ran.errors).toEqual([]);
  expect(ran.ops).toContain("delete-replaced ServiceUser ci");
  expect(world.notices.join("\n")).toMatch(/was taken back.*is left alone/s);
  expect(await onServer(String(made?.id))).toMatchObject({ enabled: true });
  expect(await opens(world.emulator, value)).toBe(true);
  await world.up(NOTHING);
  expect(await onServer(String(made?.id))).toBeUndefined();
});

it("forceDestroy: a user with somebody's key is not deleted without it", async () => {
  await done(user(), "create ServiceUser ci");
  const [{ id } = { id: "" }] = await world.stored();
  const { value } = await makeKey(world.emulator, id, "by hand");
  expect(await refused(NOTHING)).toMatch(/still holds 1 enabled API key .*"by hand".*forceDestroy: true/s);
  expect(await opens(world.emulator, value)).toBe(true);
  await done(user({ forceDestroy: true }), "update ServiceUser ci");
  await done(NOTHING, "delete ServiceUser ci");
  expect(await opens(world.emulator, value)).toBe(false);
});

it("adoptChanges: an adoption that would change roles leaves the user as it is without it", async () => {
  const roles = [await roleId(world.emulator, "Auditor")];
  const made = await makeUser(world.emulator, { friendly_name: "ci", roles });
  const before = await onServer(made.id);
  expect(await refused(user({ onDuplicate: "adopt" }))).toMatch(
    /would, or may, change what it may do.*adoptChanges: true/s,
  );
  expect(await onServer(made.id)).toEqual(before);
  expect(await opens(world.emulator, made.key)).toBe(true);
  await done(user({ onDuplicate: "adopt", adoptChanges: true }), "create ServiceUser ci");
  expect(await onServer(made.id)).toMatchObject({ roles: [] });
});

it("allowSelf: the user that the provider runs as is neither disabled nor deleted without it", async () => {
  const roleIds = [await roleId(world.emulator, "User manager")];
  const made = await makeUser(world.emulator, { friendly_name: "ci", roles: roleIds, end_date: "2029-12-31" });
  world.apiKey = made.key;
  const own = { onDuplicate: "adopt", roleIds, onDestroy: "delete", forceDestroy: true };
  await done(user(own), "create ServiceUser ci");
  expect(await refused(user({ ...own, enabled: false }))).toMatch(/this provider itself runs as: disabling/);
  expect(await opens(world.emulator, made.key)).toBe(true);
  expect(await refused(NOTHING)).toMatch(/this provider itself runs as: deleting.*allowSelf: true/s);
  expect(await opens(world.emulator, made.key)).toBe(true);
  await done(user({ ...own, allowSelf: true }), "update ServiceUser ci");
  await done(NOTHING, "delete ServiceUser ci");
  expect(await onServer(made.id)).toBeUndefined();
});

it("a foreign mark: a user of another stack is not taken without adoptFrom", async () => {
  const owner = `organization/${PROJECT}/dev/ci`;
  const description = withMark("Signs", { owner, nonce: "0123456789abcdef0123" });
  const made = await makeUser(world.emulator, { friendly_name: "ci", description });
  expect(await refused(user({ onDuplicate: "adopt", adoptChanges: true }))).toContain(`adoptFrom: "${owner}"`);
  expect(await onServer(made.id)).toMatchObject({ description, enabled: true });
  expect(await opens(world.emulator, made.key)).toBe(true);
  await done(user({ onDuplicate: "adopt", adoptChanges: true, adoptFrom: owner }), "create ServiceUser ci");
  expect((await onServer(made.id))?.description).toContain(`organization/${PROJECT}/${STACK}/ci`);
});

it("a person: a human user is never adopted; a service user under the same arguments is", async () => {
  const person = await world.emulator.addUser({ friendly_name: "ci", apiKey: true });
  const before = await onServer(person.user.id);
  const args = { onDuplicate: "adopt", adoptChanges: true };
  expect(await refused(user(args))).toMatch(/a person.*Only service users can be adopted/s);
  expect(await onServer(person.user.id)).toEqual(before);
  expect(await opens(world.emulator, String(person.apiKey))).toBe(true);
  const twin = await makeUser(world.emulator, { friendly_name: "ci-2" });
  await done(user({ ...args, nickname: "ci-2" }), "create ServiceUser ci");
  expect((await world.stored())[0]?.id).toBe(twin.id);
});
