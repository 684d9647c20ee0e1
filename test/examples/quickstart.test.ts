import { describe, expect, it } from "vitest";
import { openExample, opens, setDay, stageOf, stepsOf } from "./support";

describe("examples/quickstart", () => {
  const stage = stageOf("quickstart");

  const on = async (day: string) => {
    await setDay(stage.emulator, day);
    const program = () => import("../../examples/quickstart/index.js");
    const stack = await openExample("quickstart", { scratch: stage.folder, emulator: stage.emulator, program });
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
    expect([await opens(stage.emulator, old), await opens(stage.emulator, fresh)]).toEqual([false, true]);
  });
});
