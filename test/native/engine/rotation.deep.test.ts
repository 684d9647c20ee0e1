/** Days pass behind both hosts: rotation, retirement, revocation and drift come to the same calls and the same state. */
import { expect, it } from "vitest";
import { changed, errors } from "../../e2e/digicert/stage";
import { failing, type Run } from "../../e2e/stack";
import { callsOf, comparable } from "./compare";
import { describeHosts, type Host, type HostStage } from "./stage";

const hosts: readonly Host[] = ["dynamic", "native"];
const program = (more = "") => `
const user = new digicert.ServiceUser("ci", { nickname: "ci", email, accountIds, roleIds, endDate: "2099-12-31" });
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30 });
const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7${more} });
`;
const wrong = `
new digicert.ServiceUser("wrong", { nickname: "a/b", email, accountIds, roleIds, endDate: "2099-02-30" });
`;

describeHosts("the days of a key and a pair", (makeStage) => {
  it("pass alike behind either host", { timeout: 600_000 }, async () => {
    const stages = {} as Record<Host, HostStage>;
    for (const host of hosts) stages[host] = await makeStage(host, program());
    const both = async <T>(what: (stage: HostStage) => Promise<T>): Promise<T> => {
      const [dynamic, native] = [await what(stages.dynamic), await what(stages.native)];
      expect(native).toEqual(dynamic);
      return native;
    };
    const on = async (day: string) => {
      for (const host of hosts) {
        stages[host].stack.setEnv("DIGICERT_ONE_AS_OF", day);
        await stages[host].emulator.setClock(`${day}T12:00:00Z`);
      }
    };
    const act = (run: (stage: HostStage) => Promise<Run>) =>
      both(async (stage) => {
        await stage.emulator.clearJournal();
        const steps = changed(await run(stage));
        return { steps, calls: await callsOf(stage.emulator), state: comparable(await stage.stack.exportStack()) };
      });
    const up = () => act(({ stack }) => stack.up());
    const writes = ({ calls }: { calls: readonly string[] }) => calls.filter((call) => !call.startsWith("GET"));

    expect(writes(await up())).toHaveLength(4);
    await on("2027-03-02");
    expect((await act(({ stack }) => stack.preview())).steps).toMatchObject({ "ApiKey ci": expect.anything() });
    expect(writes(await up()).filter((call) => call.startsWith("POST"))).toHaveLength(2);
    await on("2027-03-09");
    expect(writes(await up())).toEqual(["PUT /account/api/v1/api-access-token/* 200"]);

    for (const host of hosts) stages[host].setProgram(program(', revoke: { reason: "leak" }'));
    expect(writes(await up()).filter((call) => call.startsWith("DELETE"))).toHaveLength(2);

    for (const host of hosts) {
      const { users } = await stages[host].emulator.state();
      const user = users.find(({ friendly_name }) => friendly_name === "ci");
      await stages[host].byHand("PUT", `/user/${String(user?.id)}/disable`);
    }
    await act(({ stack }) => stack.refresh());
    expect((await act(({ stack }) => stack.preview())).steps).toEqual({ "ServiceUser ci": ["update"] });
    expect(writes(await up())).toEqual(["PUT /account/api/v1/user/*/enable 200"]);

    // A program in TypeScript shows every fault in one run; an engine stops at the first resource with one.
    for (const host of hosts) {
      stages[host].setProgram(wrong);
      await stages[host].emulator.clearJournal();
      const told = errors(await failing(stages[host].stack.preview())).join("\n");
      expect(told).toContain("nickname");
      expect(told).toContain("2099-02-30");
      const calls = await callsOf(stages[host].emulator);
      expect(calls.filter((call) => !/(account|role|me) 200$/.test(call))).toEqual([]);
    }
  });
});
