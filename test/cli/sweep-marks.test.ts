/** Whose a marked user is, as far as the given states prove: only that is deleted. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { ownerHash } from "../../src/ownership";
import { makeUser } from "../emulator/harness";
import { keyArgs, keyOf, keyOnServer, startWorld, userOnServer, type World } from "../provider/apply-harness";
import { exported, jsonOf, markedUser, sweep, USER_TYPE as USER } from "./sweep-fixture";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.emulator.close());

const identity = (id: string) => ({
  urn: "urn:pulumi:prod::payments::pulumi-nodejs:dynamic/digicert-one:StackIdentity::digicert-one-stack-identity",
  type: "pulumi-nodejs:dynamic/digicert-one:StackIdentity",
  id,
});
const component = { urn: "urn:pulumi:prod::payments::acme:index:Team::team-a", type: "acme:index:Team" };
const stateWith = (...resources: object[]) => JSON.stringify({ version: 3, deployment: { resources } });
const lostUser = (nickname: string, owner: string, hash: string) =>
  markedUser(world, nickname, { owner, ownerHash: hash });
const outcomes = async (state: string) => {
  const run = await sweep(world, ["-", "--json", "--delete", "--yes"], { stdin: state });
  return jsonOf(run).found.map(({ keep, outcome }) => outcome ?? keep?.slice(0, 36));
};
const kept = "the state of its stack was not given";

it.each<[string, string, string, string[]]>([
  ["the stack's own user", "organization/payments/prod/lost", `${USER}::lost`, ["deleted"]],
  ["a child of a component", "organization/payments/prod/team-a/lost", `acme:index:Team$${USER}::lost`, ["deleted"]],
  ["a name with a slash", "organization/payments/prod/a/lost", `${USER}::a/lost`, ["deleted"]],
  ["a child of a component nobody knows", "organization/payments/prod/x/lost", `acme:index:X$${USER}::lost`, [kept]],
  ["another name than the text says", "organization/payments/prod/lost", `${USER}::other`, [kept]],
])("deletes what the stack's identity proves: %s", async (_what, owner, resource, wanted) => {
  await lostUser("lost", owner, ownerHash("identity-1", resource));
  expect(await outcomes(stateWith(identity("identity-1"), component))).toEqual(wanted);
});

it.each<[string, string, string]>([
  ["by the id of its provider resource", "pulumi:providers:digicert-one", "default_0_1_0"],
  [
    "by the identity that came from the dynamic host",
    "digicert-one:index:StackIdentity",
    "digicert-one-stack-identity",
  ],
])("deletes what a stack behind the native host proves %s", async (_how, type, name) => {
  await lostUser("lost", "organization/payments/prod/lost", ownerHash("identity-1", `${USER}::lost`));
  const own = (id: string) => ({ urn: `urn:pulumi:prod::payments::${type}::${name}`, type, id });
  expect(await outcomes(stateWith(own("identity-2")))).toEqual([kept]);
  expect(await outcomes(stateWith(own("identity-1")))).toEqual(["deleted"]);
});

it("keeps a user of another self-managed stack of the same names", async () => {
  const owner = "organization/payments/prod/lost";
  await lostUser("lost", owner, ownerHash("identity-2", `${USER}::lost`));
  expect(await outcomes(stateWith(identity("identity-1")))).toEqual([kept]);
  expect(await outcomes(stateWith(identity("identity-2")))).toEqual(["deleted"]);
});

it("keeps what only the state of a stack at another host could prove", async () => {
  await lostUser("lost", "acme/payments/prod/lost", ownerHash("identity-1", `${USER}::lost`));
  const elsewhere = { ...component, outputs: { host: "one.digicert.com" } };
  const here = { ...component, outputs: { host: new URL(world.emulator.url).host } };
  expect(await outcomes(stateWith(identity("identity-1"), elsewhere))).toEqual([kept]);
  expect(await outcomes(stateWith(identity("identity-1"), here))).toEqual(["deleted"]);
});

it("nothing of another organization, or of self-managed stacks, by a mark of before that only has a text", async () => {
  const argv = ["-", "--json", "--delete", "--yes"];
  const other = await markedUser(world, "other", { owner: "org-b/payments/prod/other", ownerHash: "" });
  const run = await sweep(world, argv, { stdin: exported([]) });
  expect(jsonOf(run).found).toMatchObject([{ id: other.id, keep: expect.stringContaining("was not given") }]);
  const theirs = await sweep(world, argv, { stdin: exported([], "prod", "payments", "org-b") });
  expect(jsonOf(theirs).found).toMatchObject([{ id: other.id, outcome: "deleted" }]);
  const own = await markedUser(world, "own", { owner: "organization/payments/prod/own", ownerHash: "" });
  const selfManaged = await sweep(world, argv, { stdin: exported([], "prod", "payments", "organization") });
  expect(jsonOf(selfManaged).found).toMatchObject([{ id: own.id, keep: expect.stringContaining("was not given") }]);
  expect(await userOnServer(world, own.id)).toBeDefined();
});

it("a key on a user without a mark only where a given state holds the user: a generated name tells of no stack", async () => {
  const { id } = await makeUser(world.emulator, { friendly_name: "by hand" });
  const key = keyOf(world);
  await key.up(keyArgs(id));
  const other = stateWith(identity("identity-1"));
  expect(await outcomes(other)).toEqual([kept]);
  expect(await keyOnServer(world, key.id)).toBeDefined();
  expect(await outcomes(stateWith(identity("identity-1"), { type: USER, id }))).toEqual(["deleted"]);
  await keyOf(world).up(keyArgs(id));
  const run = await sweep(world, ["-", "--json", "--delete", "--yes", "--all-stacks"], { stdin: other });
  expect(jsonOf(run).found).toMatchObject([{ outcome: "deleted" }]);
});
