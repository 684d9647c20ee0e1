/** What goes wrong around a rotation, and what people do then. After each, a second run changes nothing. */
import { expect, it } from "vitest";
import { failing } from "../stack";
import { consumerUrn, partUrn, type RotationStage, rotationInto, rotationStage, stepsOf } from "./rotation-stage";
import { describeDigicert, errors } from "./stage";

const timeout = 600_000; // each run has processes of its own

describeDigicert("scenarios of a rotation", (makeStage) => {
  const began = async (): Promise<RotationStage> => {
    const world = await rotationStage(makeStage, "2027-01-01");
    await world.up();
    expect(await world.opens(world.held)).toBe(true);
    return world;
  };
  const settled = async (world: RotationStage, args = {}) => expect(stepsOf(await world.up(args))).toEqual([]);

  it("a failed mint followed by a late run", { timeout }, async () => {
    const world = await began();
    const first = world.held;
    await world.goTo("2027-01-31");
    const match = { method: "POST", path: "/account/api/v1/api-access-token" };
    await world.stage.emulator.addFault({ match, kind: "status", status: 403 });
    const failed = await failing(world.up());
    expect(errors(failed).join("\n")).toContain("one key per service user");
    expect(world.held).toBe(first);
    await world.stage.emulator.clearFaults();

    await world.goTo("2027-02-14");
    await world.up();
    expect(world.held).not.toBe(first);
    await settled(world);
    // The overlap counts from the day on which the key was really made.
    expect((await world.stage.stack.outputs()).retireOn?.value).toBe("2027-02-21");
    expect([await world.opens(first), await world.opens(world.held)]).toEqual([true, true]);
  });

  it('a trigger during an overlap, and use: "previous" and back', { timeout }, async () => {
    const world = await began();
    const first = world.held;
    await world.goTo("2027-01-31");
    await world.up();
    const second = world.held;

    const refused = await failing(world.preview({ triggers: { reason: "audit" } }));
    expect(errors(refused).join("\n")).toContain("until the overlap ends on 2027-02-07");

    await world.goTo("2027-02-07");
    expect(stepsOf(await world.preview())).toEqual(["update app-retirement"]); // and no consumer
    await world.up();
    expect([await world.opens(first), await world.opens(second)]).toEqual([false, true]);
    const back = { use: "previous" };
    await world.up(back);
    expect(world.held).toBe(first);
    expect(await world.opens(first)).toBe(true);
    await settled(world, back);
    await world.up();
    expect(world.held).toBe(second);
    expect(await world.opens(first)).toBe(false);
    await settled(world);

    const triggers = { triggers: { reason: "audit" } };
    await world.up(triggers);
    expect([first, second]).not.toContain(world.held);
    expect([await world.opens(second), await world.opens(world.held)]).toEqual([true, true]);
    await settled(world, triggers);
  });

  it("--target on a consumer after its deployment failed, and a deleted previous key", { timeout }, async () => {
    const world = await began();
    const first = world.held;
    await world.goTo("2027-01-31");
    world.breakConsumer(true);
    await failing(world.up());
    expect(world.held).toBe(first);
    expect(await world.opens(first)).toBe(true);
    world.breakConsumer(false);
    await world.up({}, { target: [consumerUrn] });
    expect(world.held).not.toBe(first);
    expect([await world.opens(first), await world.opens(world.held)]).toEqual([true, true]);
    await world.up();
    await settled(world);

    const [previous, newest] = await world.keys();
    await world.stage.byHand("DELETE", `/api-access-token/${previous?.id}`);
    await world.stage.stack.refresh();
    expect(stepsOf(await world.up())).toEqual(["create app-a", "update app-retirement"]);
    expect(await world.keys()).toEqual([newest]);
    await settled(world);
  });

  it("--replace on the schedule, and revoke left in", { timeout }, async () => {
    const world = await began();
    const first = world.held;
    await world.up({}, { replace: [partUrn("RotationSchedule", "app-schedule")] });
    expect(world.held).not.toBe(first);
    expect([await world.opens(first), await world.opens(world.held)]).toEqual([false, true]);
    expect(await world.keys()).toHaveLength(1);
    await settled(world);

    await world.goTo("2027-01-31");
    expect(stepsOf(await world.up())).toEqual(rotationInto("b"));
    const before = await world.keys();
    expect(before).toHaveLength(2);
    const revoke = { revoke: { leaked: "2027-01-31" } };
    await world.up(revoke);
    const after = await world.keys();
    expect(after).toHaveLength(1);
    expect(before.map(({ id }) => id)).not.toContain(after[0]?.id);
    expect(await world.opens(world.held)).toBe(true);
    await settled(world, revoke);
    expect(await world.keys()).toEqual(after);
  });
});
