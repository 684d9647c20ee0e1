import { describe, expect, it } from "vitest";
import { makeWorld, ops } from "./support";

describe("a program run by the SDK's own processes", () => {
  it("goes through preview, create, no change, update, refresh and destroy", async () => {
    const world = await makeWorld(`
      const a = res("a", { size: 1 });
      const b = res("b", { of: a.made });
      module.exports = { id: a.id, of: b.of };
    `);
    const preview = await world.stack.preview();
    expect(preview.summary.resourceChanges).toEqual({ create: 3 });
    expect(preview.outputs.id).toEqual({ value: "output<string>", secret: false });
    expect(world.changes()).toEqual([]);

    const up = await world.stack.up();
    expect(up.summary).toEqual({ kind: "update", result: "succeeded", resourceChanges: { create: 3 } });
    expect(world.changes()).toEqual(["create a", "create b"]);
    expect((await world.stack.outputs()).of).toEqual({ value: "made-a", secret: false });

    const again = await world.stack.preview();
    expect(again.summary.resourceChanges).toEqual({ same: 3 });

    world.program(`const a = res("a", { size: 2 }); const b = res("b", { of: a.made });`);
    const update = await world.stack.up();
    expect(ops(update)).toEqual(["update a"]);
    expect(update.steps.find((step) => step.name === "a")?.diff).toEqual([
      { path: "size", kind: "update", old: 1, new: 2 },
    ]);
    world.calls();

    const refresh = await world.stack.refresh();
    expect(refresh.summary.resourceChanges).toEqual({ same: 3 });

    const destroy = await world.stack.destroy();
    expect(destroy.summary.resourceChanges).toEqual({ delete: 3 });
    expect(world.changes()).toEqual(["delete b", "delete a"]);
    expect(await world.stack.decryptedState()).toEqual([]);
  });
});
