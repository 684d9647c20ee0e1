/** A stack moves from one host to the other by aliases: nothing changes, and no key is made or lost. */
import { expect, it } from "vitest";
import { census, changed } from "../../e2e/digicert/stage";
import type { Deployment } from "../../e2e/stack";
import { describeRecorded } from "./stage";

const program = (more = "") => `
const user = new digicert.ServiceUser("ci", {
  nickname: "ci", description: "Signs releases", email, accountIds, roleIds, endDate: "2099-12-31", initialKey: "keep",
});
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90 });
const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 });
module.exports = { value: key.value, first: user.initialApiKey, pair: pair.value };
${more}`;
const identity = "new digicert.StackIdentity();";

/** Every record of ours by the end of its URN: the id, the value, and of which host it is. */
function recorded({ deployment }: Deployment): Record<string, { id: unknown; value: unknown; owner: unknown }> {
  const ours = (deployment.resources ?? []).filter(
    ({ type }) => /digicert-one:\w/.test(type) && !/providers:/.test(type),
  );
  return Object.fromEntries(
    ours.map(({ urn, id, outputs }) => {
      const { value, ownerHash, owner } = (outputs ?? {}) as Record<string, unknown>;
      return [urn.split(":").slice(-3).join(":"), { id, value, owner: [owner, ownerHash] }];
    }),
  );
}

const typesIn = ({ deployment }: Deployment): string[] =>
  (deployment.resources ?? []).map(({ type }) => type).filter((type) => type.includes("dynamic/digicert-one"));

describeRecorded("a stack that moves from dynamic to native and back", (makeStage) => {
  it("shows no change, and keeps ids, values and marks", {
    timeout: 600_000,
  }, async () => {
    const { stack, emulator, setProgram } = await makeStage("dynamic", program());
    const before = await census(emulator);
    await stack.up();
    const made = recorded(await stack.exportStack());
    const objects = await census(emulator);
    expect(Object.keys(made)).toHaveLength(8);

    setProgram(program(identity), "native");
    expect(changed(await stack.preview())).toEqual({});
    expect(changed(await stack.up())).toEqual({});
    const moved = await stack.exportStack();
    expect(recorded(moved)).toEqual(made);
    expect(typesIn(moved)).toEqual([]);
    expect((await stack.refresh()).resourceChanges).not.toHaveProperty("update");
    expect(changed(await stack.preview())).toEqual({});

    setProgram(program(), "dynamic");
    expect(changed(await stack.preview())).toEqual({});
    expect(changed(await stack.up())).toEqual({});
    expect(recorded(await stack.exportStack())).toEqual(made);
    expect(await census(emulator)).toEqual(objects);
    // The dynamic host finds its code in what the native one has written.
    expect((await stack.refresh()).resourceChanges).not.toHaveProperty("update");
    await stack.destroy();
    expect(await census(emulator)).toEqual(before);
  });
});

describeRecorded("a stack that was made behind the native host and moves to the dynamic one", (makeStage) => {
  it("shows a new mark alone, and keeps ids and values", {
    timeout: 600_000,
  }, async () => {
    const { stack, emulator, setProgram } = await makeStage("native", program());
    const before = await census(emulator);
    await stack.up();
    const made = await stack.outputs();
    setProgram(program(), "dynamic");
    // The identity of the stack is made in that run, so its preview does not know the hash yet.
    expect(changed(await stack.preview())).toEqual({});
    expect(changed(await stack.up())).toEqual({ "ServiceUser ci": ["update"] });
    expect(await stack.outputs()).toEqual(made);
    expect(changed(await stack.preview())).toEqual({});
    await stack.destroy();
    expect(await census(emulator)).toEqual(before);
  });
});
