import { describe, expect, it } from "vitest";
import { apiKeyRetirementHandlers } from "../../../src/provider/rotating/retirement/apply";
import { call } from "../../emulator/harness";
import {
  failure,
  firstKeyIn,
  keyArgs,
  keyOf,
  keyOnServer,
  NO_KEY,
  providerOf,
  userArgs,
  userOnServer,
  type World,
} from "../apply-harness";
import { as, madeKey, madeUser, newWorld } from "./two-accounts";

describe("what is done on the way of other things", () => {
  it("disabling in place of deleting proves a not-found as well", async () => {
    const { world, foreign } = await newWorld();
    for (const make of [madeUser, madeKey]) {
      const resource = await make(world, { onDestroy: "disable" });
      expect((await failure(as(foreign, resource).destroy())).message).toContain("does not prove");
      const path = make === madeUser ? "user" : "api-access-token";
      await call(world.emulator, "DELETE", `/${path}/${resource.id}`);
      expect(await as(world, resource).destroy()).toBe("delete");
    }
  });

  it("the retirement of a pair's previous key disables it, or fails, and takes it for gone with proof alone", async () => {
    const { world, foreign } = await newWorld();
    const [current, previous] = [await madeKey(world), keyOf(world)];
    const serviceUserId = String(current.outputs.serviceUserId);
    await previous.up(keyArgs(serviceUserId));
    const olds = {
      currentKeyId: current.id,
      currentCreatedAt: "2026-11-01T00:00:00Z",
      previousKeyId: previous.id,
      previousName: previous.outputs.name,
      previousEndDate: previous.outputs.endDate,
      previousFingerprint: "",
      serviceUserId,
      overlapDays: 0,
      use: "newest",
      retireOn: "2026-11-08",
      retiredKeyId: "",
    };
    const news = { ...olds, retiredKeyId: previous.id };
    const retire = (by: World) => providerOf(by, apiKeyRetirementHandlers).update("r-1", olds, news);
    expect((await failure(retire(foreign))).message).toContain(`${current.id} was not found, which does not prove`);
    const enabled = async () => (await keyOnServer(world, previous.id))?.enabled;
    expect(await enabled()).toBe(true);
    const { outs } = await retire(world);
    expect(await enabled()).toBe(false);
    expect(outs.host).toBe(new URL(world.emulator.url).host);
    expect(outs.accountId).toBe(world.emulator.accountId);
    await call(world.emulator, "DELETE", `/api-access-token/${previous.id}`);
    await retire(world);
    expect(world.notices.join()).toContain("is gone already");
    await call(world.emulator, "DELETE", `/api-access-token/${current.id}`);
    expect((await failure(retire(world))).message).toMatch(/stays enabled\. The newest key .* is gone\./);
  });

  it("a state from before the host was kept learns none from an update or a reading that asks nothing", async () => {
    const { world } = await newWorld();
    const user = await madeUser(world);
    const key = await madeKey(world);
    for (const { outputs } of [user, key]) delete outputs.host;
    expect(await user.up(userArgs(world, { forceDestroy: true }))).toBe("update");
    expect(await key.up(keyArgs(user.id, { rotateBeforeDays: 20 }))).toBe("update");
    expect([user.outputs.host, key.outputs.host]).toEqual([undefined, undefined]);
    const retirement = providerOf(world, apiKeyRetirementHandlers);
    const old = { currentKeyId: key.id, use: "newest" };
    const read = await retirement.read("r-1", old);
    const updated = await retirement.update("r-1", old, { ...old, overlapDays: 3 });
    expect([read.props?.host, updated.outs.host]).toEqual(["", ""]);
    const host = new URL(world.emulator.url).host;
    const kept = await retirement.update("r-1", { ...old, host }, { ...old, overlapDays: 3 });
    expect(kept.outs.host).toBe(host);
    await key.refresh();
    expect(key.outputs.host, "but from one that asks").toBe(host);
  });

  it("nor does it from an update that fails, and is stored as not finished", async () => {
    const { world, foreign } = await newWorld();
    const user = await madeUser(world, { initialKey: "keep" });
    const dropped = userArgs(world, { initialKey: "delete" });
    for (const [host, kept] of [
      [undefined, undefined],
      [user.outputs.host, user.outputs.host],
    ]) {
      const one = as(foreign, user);
      if (host === undefined) delete one.outputs.host;
      await failure(one.up(dropped));
      expect([one.state?.isPartial, one.outputs.host]).toEqual([true, kept]);
    }
  });

  it("a retirement whose state does not know the keys' user yet shows no change by it", async () => {
    const { world } = await newWorld();
    const provider = providerOf(world, apiKeyRetirementHandlers);
    const old = { currentKeyId: "k", use: "newest" };
    expect((await provider.diff("r-1", old, { ...old, serviceUserId: "u" })).changes).toBe(false);
    expect((await provider.diff("r-1", { ...old, serviceUserId: "t" }, { ...old, serviceUserId: "u" })).changes).toBe(
      true,
    );
  });

  it("a user that is to be retained is not asked for, and leaves state with any key", async () => {
    const { world, foreign } = await newWorld();
    const user = await madeUser(world, { onDestroy: "retain" });
    const from = (await world.emulator.journal()).length;
    expect(await as(foreign, user).destroy()).toBe("delete");
    expect((await world.emulator.journal()).length).toBe(from);
    expect(await userOnServer(world, user.id)).toBeDefined();
  });

  it("a first key that was kept is dropped only where it is gone", async () => {
    const { world, foreign } = await newWorld();
    const user = await madeUser(world, { initialKey: "keep" });
    const first = String(user.outputs.initialApiKeyId);
    const one = as(foreign, user);
    await failure(one.refresh());
    expect(one.outputs.initialApiKey).toBe(user.outputs.initialApiKey);
    await call(world.emulator, "DELETE", `/api-access-token/${first}`);
    expect(await user.refresh()).toBe("refresh");
    expect(firstKeyIn(user.outputs)).toEqual(NO_KEY);
  });
});
