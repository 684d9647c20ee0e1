import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EngineRunError } from "../../src/engine";
import { makeScratch, openExample, opens } from "./support";

describe("examples/several-regions", () => {
  const scratch = makeScratch("several-regions");
  let us: Emulator;
  let nl: Emulator;

  beforeAll(async () => {
    us = await startEmulator();
    nl = await startEmulator();
  });
  afterAll(async () => {
    await us.close();
    await nl.close();
    scratch.remove();
  });

  const up = async (stackName: string, keys: { us: string; nl: string }) => {
    const tenants = [
      { name: "us", baseUrl: us.url },
      { name: "nl", baseUrl: nl.url },
    ];
    const stack = await openExample("several-regions", {
      scratch: scratch.folder,
      stackName,
      program: () => import("../../examples/several-regions/index.js"),
      config: {
        tenants: JSON.stringify(tenants),
        usApiKey: { value: keys.us, secret: true },
        nlApiKey: { value: keys.nl, secret: true },
      },
    });
    return stack.up();
  };

  it("makes a user and a pair in each tenant, whose keys work there and nowhere else", async () => {
    const run = await up("dev", { us: us.apiKey, nl: nl.apiKey });
    // In each tenant a provider, a user, and a pair of four parts; the stack and its identity.
    expect(run.summary.resourceChanges).toEqual({ create: 2 * 7 + 2 });
    expect(run.outputs.apiKeys?.secret).toBe(true);
    const keys = run.outputs.apiKeys?.value as Record<string, string>;
    expect(Object.keys(keys).sort()).toEqual(["nl", "us"]);
    expect([await opens(us, keys.us), await opens(nl, keys.nl)]).toEqual([true, true]);
    expect([await opens(nl, keys.us), await opens(us, keys.nl)]).toEqual([false, false]);
    for (const tenant of [us, nl]) {
      const { users } = await tenant.state();
      expect(users.map(({ friendly_name }) => friendly_name)).toContain(`edge-${tenant === us ? "us" : "nl"}-dev`);
    }
  });

  it("fails where the keys are swapped, and makes nothing", async () => {
    const before = [await us.state(), await nl.state()].map(({ users }) => users.length);
    await expect(up("swapped", { us: nl.apiKey, nl: us.apiKey })).rejects.toThrow(EngineRunError);
    expect([await us.state(), await nl.state()].map(({ users }) => users.length)).toEqual(before);
  });
});
