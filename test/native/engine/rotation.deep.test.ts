/** Days pass behind both hosts: rotation, retirement and revocation come to the same calls and the same state. */
import { expect, it } from "vitest";
import { behindBoth } from "./both-hosts";
import { comparable } from "./compare";
import { describeRecorded } from "./stage";

const program = (more = "") => `
const user = new digicert.ServiceUser("ci", { nickname: "ci", email, accountIds, roleIds, endDate: "2099-12-31" });
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30 });
const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7${more} });
`;
const ROTATION = "2027-03-02";
const RETIREMENT = "2027-03-09";

describeRecorded("the days of a key and a pair", (makeStage) => {
  it("pass alike behind either host", { timeout: 600_000 }, async () => {
    const { both, act, on, setProgram } = await behindBoth(makeStage, program());
    const writesOfUp = async () => {
      const { calls } = await act(({ stack }) => stack.up());
      await both(async ({ stack }) => comparable(await stack.exportStack()));
      return calls.filter((call) => !call.startsWith("GET"));
    };

    expect(await writesOfUp()).toHaveLength(4);
    await on(ROTATION);
    expect((await act(({ stack }) => stack.preview())).steps).toMatchObject({ "ApiKey ci": expect.anything() });
    expect((await writesOfUp()).filter((call) => call.startsWith("POST"))).toHaveLength(2);
    await on(RETIREMENT);
    expect(await writesOfUp()).toEqual(["PUT /account/api/v1/api-access-token/* 200"]);
    setProgram(program(', revoke: { reason: "leak" }'));
    expect((await writesOfUp()).filter((call) => call.startsWith("DELETE"))).toHaveLength(2);
  });
});
