import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { makeScratch, openExample, opens, setDay, stepsOf } from "./support";

describe("examples/quickstart", () => {
  const scratch = makeScratch("quickstart");
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    await emulator.close();
    scratch.remove();
  });

  const on = async (day: string) => {
    await setDay(emulator, day);
    const program = () => import("../../examples/quickstart/index.js");
    const stack = await openExample("quickstart", { scratch: scratch.folder, emulator, program });
    return stack.up();
  };

  it("makes a user and a key, changes nothing while nothing is due, and replaces the key on its day", async () => {
    const first = await on("2027-01-01");
    expect(first.summary.resourceChanges).toEqual({ create: 4 }); // stack, identity, user, key
    expect(first.outputs.keyRotatesOn?.value).toBe("2027-03-02");
    expect(stepsOf(await on("2027-03-01"))).toEqual([]);

    const due = await on("2027-03-02");
    expect(stepsOf(due)).toEqual(["replace ci"]);
    const [old, fresh] = [first.outputs.apiKey?.value, due.outputs.apiKey?.value];
    expect([await opens(emulator, old), await opens(emulator, fresh)]).toEqual([false, true]);
  });
});
