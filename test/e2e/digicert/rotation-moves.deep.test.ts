/** The how-tos of docs/explanation/rotation.md that change over from one key to another, step by step: there is never a gap. */
import { expect, it } from "vitest";
import { failing } from "../stack";
import { rotationInto, rotationStage, stepsOf } from "./rotation-stage";
import { describeDigicert, errors } from "./stage";

const timeout = 600_000; // each run has processes of its own

describeDigicert("changing over", (makeStage) => {
  it("from ApiKey to RotatingApiKey leaves no consumer without a key that works", { timeout }, async () => {
    const world = await rotationStage(makeStage, "2027-01-01");
    const user = `const user = new digicert.ServiceUser("app-user", { email, accountIds, roleIds });`;
    const single = `const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 60 });`;
    const pair = `const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 60 });`;
    await world.up([user, single, "consumer(key.value);"].join("\n"));
    const old = world.held;
    expect(await world.opens(old)).toBe(true);

    // 1. Beside it: nothing changes for consumers.
    const beside = await world.up([user, single, pair, "consumer(key.value);"].join("\n"));
    const parts = ["create app", "create app-a", "create app-b", "create app-retirement", "create app-schedule"];
    expect(stepsOf(beside)).toEqual(parts);
    expect(world.held).toBe(old);
    expect(await world.opens(old)).toBe(true);

    // 2. The consumers: both keys work, so those outside of the program may take their time.
    const pointed = await world.up([user, single, pair, "consumer(pair.value);"].join("\n"));
    expect(stepsOf(pointed)).toEqual(["update consumer"]);
    expect(world.held).not.toBe(old);
    expect([await world.opens(old), await world.opens(world.held)]).toEqual([true, true]);

    // 3. The old key goes, and nothing else.
    const last = [user, pair, "consumer(pair.value);"].join("\n");
    expect(stepsOf(await world.up(last))).toEqual(["delete ci"]);
    expect([await world.opens(old), await world.opens(world.held)]).toEqual([false, true]);
    expect(stepsOf(await world.up(last))).toEqual([]);
  });

  it("the provider's own key leaves no moment in which none works", { timeout }, async () => {
    const world = await rotationStage(makeStage, "2027-01-01");
    const { stack } = world.stage;
    const me = (await world.stage.byHand("GET", "/user/me")) as { id: string };
    const policy = { serviceUser: me.id, lifetimeDays: 60, rotateBeforeDays: 30, overlapDays: 7 };
    const program = `const pair = new digicert.RotatingApiKey("app", ${JSON.stringify(policy)});\nmodule.exports = { value: pair.value };`;
    const issued = async () => String((await stack.outputs()).value?.value);
    const store = (value: string) => stack.setConfig("digicert-one:apiKey", value, { secret: true });

    await world.up(program);
    const first = await issued();
    await store(first);

    await world.goTo("2027-01-31");
    const rotation = rotationInto("b").filter((step) => !step.endsWith("consumer"));
    expect(stepsOf(await world.up(program))).toEqual(rotation); // made with the first key
    const second = await issued();
    expect(second).not.toBe(first);
    expect([await world.opens(first), await world.opens(second)]).toEqual([true, true]);

    // Forgotten to store: the run says so, and the key that the provider runs with goes on working.
    await world.goTo("2027-02-07");
    const refused = await failing(world.up(program));
    expect(errors(refused).join("\n")).toContain("Give the provider the newest key first, then run again.");
    expect([await world.opens(first), await world.opens(second)]).toEqual([true, true]);

    await store(second);
    expect(stepsOf(await world.up(program))).toEqual(["update app-retirement"]);
    expect([await world.opens(first), await world.opens(second)]).toEqual([false, true]);
    expect(stepsOf(await world.up(program))).toEqual([]);
  });
});
