/** Arguments that no host takes: every validation error in one preview, and no request but look-ups. */
import { expect, it } from "vitest";
import { errors } from "../../e2e/digicert/stage";
import { failing } from "../../e2e/stack";
import { behindBoth, hosts } from "./both-hosts";
import { callsOf } from "./compare";
import { describeRecorded } from "./stage";

/** One resource each: an engine stops at the first that is refused, a program in TypeScript does not. */
const wrong: readonly { readonly program: string; readonly reasons: readonly string[] }[] = [
  {
    program: `new digicert.ServiceUser("wrong", { nickname: "a/b", email, accountIds, roleIds, endDate: "2099-02-30" });`,
    reasons: ["nickname", "2099-02-30"],
  },
  {
    program: `new digicert.ApiKey("wrong", { serviceUser: "id", namePrefix: "a/b", lifetimeDays: 90, rotateBeforeDays: 90 });`,
    reasons: ["namePrefix", "rotateBeforeDays is 90 and lifetimeDays is 90"],
  },
  {
    program: `new digicert.RotatingApiKey("wrong", {
  serviceUser: "id", namePrefix: "a/b", lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 60,
});`,
    reasons: ["namePrefix", "overlapDays is 60 and rotateBeforeDays is 30"],
  },
];

describeRecorded("bad arguments", (makeStage) => {
  it("are all named by either host before anything is made", { timeout: 600_000 }, async () => {
    const { stages, setProgram } = await behindBoth(makeStage, "");
    for (const { program, reasons } of wrong) {
      setProgram(program);
      for (const host of hosts) {
        const { stack, emulator } = stages[host];
        await emulator.clearJournal();
        const reported = errors(await failing(stack.preview())).join("\n");
        for (const reason of reasons) expect(reported).toContain(reason);
        const calls = await callsOf(emulator);
        expect(calls.filter((call) => !/(account|role|me) 200$/.test(call))).toEqual([]);
      }
    }
  });
});
