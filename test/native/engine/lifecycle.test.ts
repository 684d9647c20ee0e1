/** A life behind both hosts: the same calls, and the same state but for types and what belongs to a host. */
import { expect, it } from "vitest";
import { census, errors } from "../../e2e/digicert/stage";
import { failing } from "../../e2e/stack";
import { behindBoth, hosts } from "./both-hosts";
import { comparable } from "./compare";
import { describeRecorded } from "./stage";

const program = (description: string, triggers = "first") => `
const user = new digicert.ServiceUser("ci", {
  nickname: "ci", description: ${description}, email, accountIds, roleIds, endDate: "2099-12-31", initialKey: "keep",
});
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, triggers: { reason: "${triggers}" } });
const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 });
module.exports = { value: key.value, first: user.initialApiKey, endsAt: key.endsAt, pair: pair.value, ends: pair.endsAt };
`;
const plain = program('"Signs releases"');
const hushed = program('pulumi.secret("Signs every release")');
const triggered = program('pulumi.secret("Signs every release")', "second");

describeRecorded("a user, a key and a pair", (makeStage) => {
  it("live the same life behind either host", { timeout: 600_000 }, async () => {
    const { stages, both, act, setProgram } = await behindBoth(makeStage, plain);
    const before = { dynamic: await census(stages.dynamic.emulator), native: await census(stages.native.emulator) };

    // A first preview looks up, and calls nothing else.
    const preview = await act(({ stack }) => stack.preview());
    expect(preview.calls.every((call) => call.startsWith("GET"))).toBe(true);
    const up = await act(({ stack }) => stack.up());
    expect(up.calls.filter((call) => call.startsWith("POST"))).toHaveLength(3);
    await both(async ({ stack }) => comparable(await stack.exportStack()));
    expect((await act(({ stack }) => stack.preview())).steps).toEqual({});
    await act(({ stack }) => stack.refresh());

    const outputs = await both(async ({ stack }) =>
      Object.entries(await stack.outputs()).map(([name, each]) => [name, each.secret]),
    );
    expect(Object.fromEntries(outputs)).toMatchObject({ value: true, first: true, pair: true, endsAt: false });

    for (const next of [hushed, triggered]) {
      setProgram(next);
      expect(Object.keys((await act(({ stack }) => stack.up())).steps)).toHaveLength(1);
      await both(async ({ stack }) => comparable(await stack.exportStack()));
    }
    for (const host of hosts) {
      const stored = JSON.stringify(await stages[host].stack.storedState());
      expect(stored).not.toContain("Signs every release");
      expect(stored).not.toContain("emu_");
    }

    await act(({ stack }) => stack.destroy());
    for (const host of hosts) expect(await census(stages[host].emulator)).toEqual(before[host]);
  });
});

describeRecorded("a taken nickname", (makeStage) => {
  it("fails with the holder and the way through, and is taken over where the program says so", async () => {
    const told: string[] = [];
    for (const host of hosts) {
      const user = (more: string) =>
        `new digicert.ServiceUser("ci", { nickname: "taken", email, accountIds, roleIds, endDate: "2099-12-31"${more} });`;
      const stage = await makeStage(host, user(""));
      await stage.emulator.addUser({ user_type: "service", friendly_name: "taken", description: "by hand" });
      const failed = await failing(stage.stack.up());
      told.push(errors(failed).join("\n"));
      stage.setProgram(user(', onDuplicate: "adopt", adoptChanges: true'));
      expect((await stage.stack.up()).resourceChanges.create).toBeGreaterThan(0);
    }
    const [dynamic = "", native = ""] = told.map((text) => /The nickname[\s\S]*?adopt[^\n]*/.exec(text)?.[0] ?? text);
    expect(native.replace(/[0-9a-f-]{36}/g, "ID")).toEqual(dynamic.replace(/[0-9a-f-]{36}/g, "ID"));
    expect(native).toContain("taken");
  });
});
