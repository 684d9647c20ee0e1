/** The life of a service user and of its keys through the handlers, as an engine drives them, against an emulator. */
import { expect } from "vitest";
import { call } from "../emulator/harness";
import {
  failure,
  keyArgs,
  keyOf,
  keysOnServer,
  roleIds,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "../provider/apply-harness";
import { type Expected, expectedUnder } from "./outcomes";

/** Whether a key is known; 403 is a user without a role that is not told who it is. */
const opens = async ({ emulator }: World, key: unknown): Promise<boolean> =>
  (await call(emulator, "GET", "/user/me", { key: String(key) })).status !== 401;

/** Create, read, no change, update, disable, enable, delete of a user. */
async function liveAsUser(world: World): Promise<void> {
  const [auditor = "", reader = ""] = await roleIds(world, "Auditor", "Read only");
  const args = userArgs(world, { roleIds: [auditor, reader] });
  const user = userOf(world);
  expect(await user.up(args)).toBe("create");
  expect(await keysOnServer(world, user.id)).toEqual([]);
  expect(await user.up(args)).toBe("same");
  await user.refresh();
  expect(await user.up(args)).toBe("same");
  expect(await user.up({ ...args, roleIds: [reader], endDate: "2028-01-31", enabled: false })).toBe("update");
  expect(await userOnServer(world, user.id)).toMatchObject({
    friendly_name: "ci",
    email: "team@example.com",
    roles: [reader],
    end_date: "2028-01-31",
    enabled: false,
  });
  await user.refresh();
  expect(await user.up({ ...args, roleIds: [reader], endDate: "2028-01-31", enabled: false })).toBe("same");
  expect(await user.up({ ...args, roleIds: [reader], endDate: "2028-01-31" })).toBe("update");
  expect(await userOnServer(world, user.id)).toMatchObject({ enabled: true });
  const { id } = user;
  await user.destroy();
  expect(await userOnServer(world, id)).toBeUndefined();
}

/** The end that a key gets: what was asked for, or what the server grants from the day of the world on. */
const endOf = (asked: string, { grantedDays }: Expected): string =>
  grantedDays === undefined ? asked : new Date(Date.UTC(2026, 11, 1 + grantedDays)).toISOString().slice(0, 10);

/** The same of a key, and of the key that comes with a user. */
async function liveAsKey(world: World, expected: Expected): Promise<void> {
  const [reader = ""] = await roleIds(world, "Read only");
  const holder = (initialKey: string) => userArgs(world, { nickname: "holder", roleIds: [reader], initialKey });
  const user = userOf(world);
  if (expected.key.length > 0) {
    // Where no key can be made, the lost first key of a user cannot be made again either.
    if (expected.firstKeyIsLost) await failsAsOneOf(expected.key, user.up(holder("keep")));
    else await user.up(holder("keep"));
    await failsAsOneOf(expected.key, keyOf(world).up(keyArgs(user.id)));
    await user.destroy();
    return;
  }
  await user.up(holder("keep"));
  expect(await opens(world, user.outputs.initialApiKey)).toBe(true);
  expect(await user.up(holder("delete"))).toBe("update");
  expect(await keysOnServer(world, user.id)).toEqual([]);
  const key = keyOf(world);
  expect(await key.up(keyArgs(user.id))).toBe("create");
  expect(await opens(world, key.outputs.value)).toBe(true);
  expect(key.outputs.endDate).toBe(endOf("2027-03-01", expected));
  expect(await key.up(keyArgs(user.id))).toBe("same");
  await key.refresh();
  expect(await key.up(keyArgs(user.id))).toBe("same");
  expect(await key.up(keyArgs(user.id, { enabled: false }))).toBe("update");
  expect(await keysOnServer(world, user.id)).toMatchObject([{ id: key.id, enabled: false }]);
  await key.refresh();
  expect(await key.up(keyArgs(user.id, { enabled: false }))).toBe("same");
  expect(await key.up(keyArgs(user.id))).toBe("update");
  const longer = keyArgs(user.id, { lifetimeDays: 120 });
  if (expected.endStands) {
    expect((await failure(key.up(longer))).message).toMatch(/refuses to move the end.*Change `triggers`/s);
    expect(await key.up({ ...longer, triggers: { end: "moved" } })).toBe("replace");
  } else {
    expect(await key.up(longer)).toBe("update");
  }
  expect(key.outputs.endDate).toBe(endOf("2027-03-31", expected));
  const { value } = key.outputs;
  await key.destroy();
  expect(await opens(world, value)).toBe(false);
  await user.destroy();
}

async function failsAsOneOf(messages: readonly RegExp[], run: Promise<unknown>): Promise<void> {
  const { message } = await failure(run);
  expect(messages.some((each) => each.test(message)) ? messages : message).toBe(messages);
}

/** Both lives under these variants: each converges, or fails with the words of one of them. */
export async function liveUnder(variants: readonly string[], expected = expectedUnder(variants)): Promise<void> {
  const paged = variants.includes("paged-lists");
  const world = await startWorld({ variants, ...(paged && { pageSize: 2 }) });
  try {
    if (expected.user.length > 0) {
      await failsAsOneOf(expected.user, userOf(world).up(userArgs(world)));
      return;
    }
    await liveAsUser(world);
    await liveAsKey(world, expected);
  } finally {
    await world.emulator.close();
  }
}
