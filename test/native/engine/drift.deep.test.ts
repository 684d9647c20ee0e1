/** Somebody changes behind Pulumi's back what a stack has: either host shows it, and puts it right with the same calls. */
import { expect, it } from "vitest";
import { behindBoth } from "./both-hosts";
import { comparable } from "./compare";
import { describeRecorded } from "./stage";

const program = `
const user = new digicert.ServiceUser("ci", { nickname: "ci", email, accountIds, roleIds, endDate: "2099-12-31" });
new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90 });
`;

describeRecorded("a disabled user and a deleted key", (makeStage) => {
  it("are shown and restored alike behind either host", { timeout: 600_000 }, async () => {
    const { both, act } = await behindBoth(makeStage, program);
    const acts = async (operation: "up" | "refresh" | "preview") => {
      const done = await act(({ stack }) => stack[operation]());
      await both(async ({ stack }) => comparable(await stack.exportStack()));
      return done;
    };
    await acts("up");
    await both(async ({ emulator, byHand }) => {
      const { users, tokens } = await emulator.state();
      const user = users.find(({ friendly_name }) => friendly_name === "ci");
      const ofUser = tokens.filter(({ user_id }) => user_id === user?.id);
      expect(ofUser).toHaveLength(1);
      await byHand("DELETE", `/api-access-token/${String(ofUser[0]?.id)}`);
      await byHand("PUT", `/user/${String(user?.id)}/disable`);
    });

    await acts("refresh");
    expect((await acts("preview")).steps).toEqual({ "ServiceUser ci": ["update"], "ApiKey ci": ["create"] });
    const { calls } = await acts("up");
    expect(calls.filter((call) => !call.startsWith("GET"))).toEqual([
      "POST /account/api/v1/api-access-token 201",
      "PUT /account/api/v1/user/*/enable 200",
    ]);
    expect((await acts("preview")).steps).toEqual({});
  });
});
