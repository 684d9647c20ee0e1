/** The stack that requests of a provider process name: that of its users, for their keys as well. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { StackMemory } from "../../src/provider/host/run/stack";
import { UNKNOWN } from "../../src/provider/host/state";
import { makeUser } from "../emulator/harness";
import { type Sent, through } from "../support/through";
import { keyArgs, keyOf, startWorld, userArgs, userOf, type World } from "./apply-harness";

let world: World;
let sent: readonly Sent[];
beforeEach(async () => {
  world = await startWorld();
  const way = through({});
  sent = way.sent;
  world.deps = { client: { fetch: way.fetch }, stack: new StackMemory() };
});
afterEach(() => world.emulator.close());

const agents = (since = 0) => [...new Set(sent.slice(since).map(({ headers }) => headers["user-agent"]))];

it("names the stack of the program's users, in the requests for their keys too", async () => {
  const user = userOf(world);
  await user.up(userArgs(world));
  await keyOf(world).up(keyArgs(user.id));
  expect(sent.filter(({ path }) => path.startsWith("/api-access-token")).length).toBeGreaterThan(0);
  expect(agents()).toEqual([expect.stringContaining(" (acme/payments/prod) ")]);
});

it("names none while none is known, and none where one process serves several", async () => {
  await keyOf(world).up(keyArgs((await makeUser(world.emulator, { friendly_name: "by hand" })).id));
  expect(agents()).toEqual([expect.not.stringContaining("(")]);
  await userOf(world).up(userArgs(world));
  const before = sent.length;
  await userOf(world).up(userArgs(world, { nickname: "other", owner: "acme/payments/dev/other" }));
  expect(agents(before)).toEqual([expect.not.stringContaining("(")]);
});

it("learns nothing from what is not known yet, nor from half an owner", () => {
  const memory = new StackMemory();
  for (const owner of [UNKNOWN, "", "acme/payments/prod"]) memory.note(owner);
  expect(memory.name()).toBeUndefined();
  for (const owner of ["acme/payments/prod/ci", "acme/payments/prod/parent/ci"]) memory.note(owner);
  expect(memory.name()).toBe("acme/payments/prod");
});
