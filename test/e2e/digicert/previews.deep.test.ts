/** What previews say, on each engine that is there: the same sentences with the same severities, in real processes. */
import { expect, it } from "vitest";
import { rotationStage } from "./rotation-stage";
import { describeDigicert } from "./stage";

const program = `
const user = new digicert.ServiceUser("app-user", { nickname: "app-user", email, accountIds, roleIds, endDate: "2030-12-31" });
new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30 });
new digicert.ApiKey("fixed", { serviceUser: user, endDate: "2027-03-20" });
const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 });
consumer(pair.value);
`;

describeDigicert("a preview", (makeStage) => {
  it("says what is due and what ends, and nothing while nothing happens", { timeout: 120_000 }, async () => {
    const world = await rotationStage(makeStage, "2027-01-01");
    await world.up(program);
    const said = async (day: string) => {
      await world.goTo(day);
      const { diagnostics } = await world.preview(program);
      const lines = diagnostics.map(({ severity, message }) => `${severity.replace("#", "")}: ${message.trim()}`);
      return lines.map((line) => line.replaceAll(/(?<=\d{4}-\d\d-\d\d-)[0-9a-f]{8}/g, "1a2b3c4d")).sort();
    };
    expect(await said("2027-01-02")).toEqual([]);
    const outside = "Consumers outside of this program need the new value by";
    expect(await said("2027-03-05")).toEqual([
      `info: API key "ci-2027-04-01-1a2b3c4d": is replaced, because it has been due since 2027-03-02 (it ends in 27 days, on 2027-04-01). A new key is made that ends on 2027-06-03; the old one is deleted at the end of this run. ${outside} then.`,
      `info: rotating API key "app": rotates, because it has been due since 2027-03-02 (its newest key ends in 27 days, on 2027-04-01): a new key is made that ends on 2027-06-03. The present key works until 2027-03-12 at the earliest: the first run on or after that day disables it. ${outside} 2027-03-12.`,
      `warning: API key "fixed-2027-03-20-1a2b3c4d": The key ends in 15 days, on 2027-03-20, and endDate is fixed: set a later endDate, or lifetimeDays to have it rotated.`,
    ]);
  });
});
