/** Both kinds live a whole life under every other reading of what is only assumed about the API. */
import { describe, expect, it } from "vitest";
import { variantNames } from "../../src/emulator";
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
} from "./apply-harness";

/** Whether a key is known; 403 is a user without a role that is not told who it is. */
const opens = async ({ emulator }: World, key: unknown) =>
  (await call(emulator, "GET", "/user/me", { key: String(key) })).status !== 401;

type Life = (world: World) => Promise<void>;

/** Create, read, no change, update, delete of a user. */
async function livesAsUser(world: World): Promise<void> {
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

/** The same of a key, and of the key that comes with a user. */
function livesAsKey(options: { moves?: boolean; granted?: string } = {}): Life {
  return async (world) => {
    const user = userOf(world);
    await user.up(userArgs(world, { nickname: "holder", initialKey: "keep" }));
    expect(await opens(world, user.outputs.initialApiKey)).toBe(true);
    expect(await user.up(userArgs(world, { nickname: "holder", initialKey: "delete" }))).toBe("update");
    expect(await keysOnServer(world, user.id)).toEqual([]);
    const key = keyOf(world);
    expect(await key.up(keyArgs(user.id))).toBe("create");
    expect(await opens(world, key.outputs.value)).toBe(true);
    expect(key.outputs.endDate).toBe(options.granted ?? "2027-03-01");
    expect(await key.up(keyArgs(user.id))).toBe("same");
    await key.refresh();
    expect(await key.up(keyArgs(user.id))).toBe("same");
    expect(await key.up(keyArgs(user.id, { enabled: false }))).toBe("update");
    expect(await keysOnServer(world, user.id)).toMatchObject([{ id: key.id, enabled: false }]);
    await key.refresh();
    expect(await key.up(keyArgs(user.id, { enabled: false }))).toBe("same");
    expect(await key.up(keyArgs(user.id))).toBe("update");
    const longer = keyArgs(user.id, { lifetimeDays: 120 });
    if (options.moves === false) {
      expect((await failure(key.up(longer))).message).toMatch(/refuses to move the end.*Change `triggers`/s);
      expect(await key.up({ ...longer, triggers: { end: "moved" } })).toBe("replace");
    } else {
      expect(await key.up(longer)).toBe("update");
    }
    expect(key.outputs.endDate).toBe(options.granted ?? "2027-03-31");
    const { value } = key.outputs;
    await key.destroy();
    expect(await opens(world, value)).toBe(false);
    await user.destroy();
  };
}

/** Every object of the API's wrong address answers HTML: nothing lives there, and the message says what to look at. */
const isNoApi: Life = async (world) => {
  const error = await failure(userOf(world).up(userArgs(world)));
  expect(error.message).toMatch(/answered 404 with something that is not of the DigiCert ONE API.*Check baseUrl/s);
};

/** A tenant with one key per user: users live; another key is refused with the way out. */
const givesOneKey: Life = async (world) => {
  const user = userOf(world);
  await user.up(userArgs(world, { nickname: "holder", initialKey: "keep" }));
  expect(await opens(world, user.outputs.initialApiKey)).toBe(true);
  expect((await failure(keyOf(world).up(keyArgs(user.id)))).message).toContain('initialKey: "keep"');
  await user.destroy();
};

/** What a variant changes of the expectations; all others live the plain life. */
const lives: Readonly<Record<string, { user?: Life; key: Life }>> = {
  "another-host": { user: isNoApi, key: isNoApi },
  "single-key": { key: givesOneKey },
  "token-end-date-fixed": { key: livesAsKey({ moves: false }) },
  "asked-life-granted": { key: livesAsKey({ granted: "2026-12-31" }) },
  "grants-less": { key: livesAsKey({ granted: "2026-12-31" }) },
};

const tested = new Set<string>();

describe.each(["(none)", ...variantNames])("under %s", (variant) => {
  const variants = variant === "(none)" ? [] : [variant];

  it("a service user and an API key are made, read, found unchanged, updated and deleted", async () => {
    const world = await startWorld({ variants, ...(variant === "paged-lists" && { pageSize: 2 }) });
    try {
      await (lives[variant]?.user ?? livesAsUser)(world);
      await (lives[variant]?.key ?? livesAsKey())(world);
      tested.add(variant);
    } finally {
      await world.emulator.close();
    }
  });
});

it("every variant that the emulator has was lived through", () => {
  expect([...tested].sort()).toEqual(["(none)", ...variantNames].sort());
  expect(Object.keys(lives).filter((name) => !variantNames.includes(name))).toEqual([]);
});
