import { describe, expect, it } from "vitest";
import { apiKeyRetirementHandlers } from "../../../src/provider/rotating/retirement/apply";
import { call } from "../../emulator/harness";
import { failure, keyArgs, keyOf, keyOnServer, providerOf, userOnServer, type World } from "../apply-harness";
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
    expect(outs.accountId).toBe(world.emulator.accountId);
    await call(world.emulator, "DELETE", `/api-access-token/${previous.id}`);
    await retire(world);
    expect(world.notices.join()).toContain("is gone already");
    await call(world.emulator, "DELETE", `/api-access-token/${current.id}`);
    expect((await failure(retire(world))).message).toMatch(/stays enabled\. The newest key .* is gone\./);
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
    expect([user.outputs.initialApiKeyId, user.outputs.initialApiKey]).toEqual(["", ""]);
  });
});
