import { it } from "vitest";
import { describeDigicert } from "/work/main/test/e2e/digicert/stage";
describeDigicert("probe", (makeStage) => {
  it("refresh", { timeout: 300000 }, async () => {
    const { stack, emulator, byHand } = await makeStage(`const user = new digicert.ServiceUser("ci", { nickname: "ci", description: "Signs", email, accountIds, roleIds, endDate: "2099-12-31" });`);
    await stack.up();
    const user = (await emulator.state()).users.find((u) => u.friendly_name === "ci");
    await byHand("PUT", `/user/${user?.id}/disable`);
    const run = await stack.refresh();
    console.log(stack.engine, JSON.stringify(run.steps.filter(s=>s.type.includes("digicert")), null, 1), JSON.stringify(run.resourceChanges), run.stdout);
  });
});
