/** A new ApiKey is tried before its predecessor goes: it works, or it goes itself. */
import { setImmediate as tick } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Fault } from "../../../src/emulator";
import { apiKeyHandlersThat } from "../../../src/provider/api-key/apply";
import { call } from "../../emulator/harness";
import {
  failure,
  keyArgs,
  keyOnServer,
  keysOnServer,
  Resource,
  startWorld,
  userArgs,
  userOf,
  type World,
} from "../apply-harness";

let world: World;
let user: Resource;
beforeEach(async () => {
  world = await startWorld();
  world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "0";
  user = userOf(world);
  await user.up(userArgs(world));
  await world.emulator.clearJournal();
});
afterEach(() => world.emulator.close());

const newKey = () => new Resource(world, apiKeyHandlersThat({ waitsMs: [1, 1], sleep: () => tick() }));
const leaked = () => keyArgs(user.id, { triggers: { reason: "leaked" } });
const deletion = "/account/api/v1/api-access-token/*";

/** What GET /user/me answers to the new key; the provider does not ask it. */
function toNewKey(kind: Partial<Fault>): Promise<unknown> {
  const match = { method: "GET", path: "/account/api/v1/user/me" };
  return world.emulator.addFault({ match, kind: "status", times: 100, ...kind });
}

const uses = async (): Promise<number> =>
  (await world.emulator.journal()).filter(({ path }) => path.endsWith("/user/me")).length;

/** Whether the API takes a key. */
async function opens(value: unknown): Promise<boolean> {
  const { status } = await call(world.emulator, "GET", "/user/me", { key: String(value) });
  return status !== 401;
}

it("is used once, the first key of a resource too", async () => {
  const key = newKey();
  await key.up(keyArgs(user.id));
  expect(await uses()).toBe(1);
  expect(await key.up(leaked())).toBe("replace");
  expect(await uses()).toBe(2);
});

it.each([
  ["a refusal of the API", { status: 401 }, "does not accept it (401). The key was deleted again"],
  ["a failure of the server", { status: 502 }, "502"],
  ["a page of a gateway", { kind: "html", status: 403 }, "answered 403 with"],
] as const)("proves nothing by %s: the new key goes, the old one stays", async (_what, kind, said) => {
  const key = newKey();
  await key.up(keyArgs(user.id));
  const before = key.state;
  await toNewKey(kind);
  const error = await failure(key.up(leaked()));
  expect(error.message).toContain(said);
  expect(error.message).toContain("The key was deleted again, and a key before it stays. Run `pulumi up` again;");
  await world.emulator.clearFaults();
  expect(key.state).toBe(before);
  expect((await keysOnServer(world, user.id)).map(({ id }) => id)).toEqual([key.id]);
  expect(await opens(key.outputs.value)).toBe(true);
  // The twin: with the API back the rotation goes through.
  expect(await key.up(leaked())).toBe("replace");
});

it("is waited for while it is not accepted yet", async () => {
  await toNewKey({ status: 401, times: 2 });
  const key = newKey();
  await key.up(keyArgs(user.id));
  expect(await uses()).toBe(3);
  expect(await opens(key.outputs.value)).toBe(true);
});

it("is not tried when it is to be disabled, nor waited for when its user is", async () => {
  await newKey().up(keyArgs(user.id, { enabled: false }));
  expect(await uses()).toBe(0);
  await user.up(userArgs(world, { enabled: false }));
  await world.emulator.clearJournal();
  await newKey().up(keyArgs(user.id));
  expect(await uses()).toBe(1);
});

it("that could not be deleted again is kept as unproven, and the next run puts another in its place", async () => {
  const key = newKey();
  const args = keyArgs(user.id, { onDestroy: "disable" });
  await toNewKey({ status: 401 });
  await world.emulator.addFault({ match: { method: "DELETE", path: deletion }, kind: "status", status: 500, times: 9 });
  await failure(key.up(args));
  expect(key.outputs).toMatchObject({ unproven: true, endDate: "2027-03-01" });
  const { id } = key;
  await world.emulator.clearFaults();
  await key.refresh();
  expect(key.outputs.unproven).toBe(true);
  expect(await key.up(args)).toBe("replace");
  expect(key.outputs.unproven).toBeUndefined();
  // Not disabled: it was to be deleted when it was made.
  expect(await keyOnServer(world, id)).toBeUndefined();
  expect(await key.up(args)).toBe("same");
});
