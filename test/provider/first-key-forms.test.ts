/** The first key of a user, in the forms that other tenants may use: its value stands in the secret output and nowhere else. */
import { afterEach, describe, expect, it } from "vitest";
import { call } from "../emulator/harness";
import { firstKeyIn, keysOnServer, NO_KEY, startWorld, userArgs, userOf, type World } from "./apply-harness";

let world: World;
afterEach(() => world.emulator.close());

const opens = async (key: unknown): Promise<boolean> =>
  (await call(world.emulator, "GET", "/user/me", { key: String(key) })).status !== 401;

const variants = ["(none)", "create-user-token-field", "token-id-is-value", "masked-first-key", "reads-hold-no-value"];

describe.each(variants)("under %s", (variant) => {
  const begin = async (): Promise<void> => {
    world = await startWorld({ variants: variant === "(none)" ? [] : [variant] });
  };

  it("keeps the first key's value as its secret output alone, and knows the key's id", async () => {
    await begin();
    const user = userOf(world);
    await user.up(userArgs(world, { initialKey: "keep" }));
    const value = String(user.outputs.initialApiKey);
    expect(await opens(value)).toBe(true);
    expect(JSON.stringify({ ...user.outputs, initialApiKey: "" })).not.toContain(value);
    expect((await keysOnServer(world, user.id)).map(({ id }) => id)).toEqual([user.outputs.initialApiKeyId]);
    await user.destroy();
    expect(await opens(value)).toBe(false);
  });

  it("deletes the first key where it is not to be kept, and once it is not any more", async () => {
    await begin();
    const user = userOf(world);
    await user.up(userArgs(world));
    expect(await keysOnServer(world, user.id)).toEqual([]);
    const kept = userOf(world);
    await kept.up(userArgs(world, { nickname: "kept", initialKey: "keep" }));
    expect(await keysOnServer(world, kept.id)).toHaveLength(1);
    await kept.up(userArgs(world, { nickname: "kept" }));
    expect(await keysOnServer(world, kept.id)).toEqual([]);
    expect(firstKeyIn(kept.outputs)).toEqual(NO_KEY);
  });
});
