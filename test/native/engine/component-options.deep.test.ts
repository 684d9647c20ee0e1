/** What a program of any language gives a pair beside its arguments: the native host hands it to the parts, and the outputs back. */
import { expect, it } from "vitest";
import { changed } from "../../e2e/digicert/stage";
import { nameOf, type StoredResource } from "../../e2e/stack";
import { describeRecorded, type HostStage } from "./stage";

const OUTPUTS = ["value", "previousValue", "current", "previous", "endDate", "endsAt", "rotateOn", "retireOn"];
const program = (name: string, more = "") => `
const config = new pulumi.Config("digicert-one");
const own = new digicert.Provider("own", { baseUrl: config.require("baseUrl"), apiKey: config.requireSecret("apiKey") });
const user = new digicert.ServiceUser("ci", { nickname: "ci", email, accountIds, roleIds, endDate: "2099-12-31" });
const pair = new digicert.RotatingApiKey("${name}", {
  serviceUser: user, namePrefix: "pair", lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7,
}, { provider: own${more} });
module.exports = Object.fromEntries(${JSON.stringify(OUTPUTS)}.map((each) => [each, pair[each]]));
`;

/** The four parts, sorted: an engine stores them in the order in which they are made. */
async function partsOf({ stack }: HostStage): Promise<StoredResource[]> {
  const { resources = [] } = (await stack.exportStack()).deployment;
  const parts = resources.filter(({ type }) => /:(RotationSchedule|ApiKeySlot|ApiKeyRetirement)$/.test(type));
  return parts.sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

describeRecorded("the options of a pair", (makeStage) => {
  it("reach its parts, and its outputs the program", { timeout: 600_000 }, async () => {
    const stage = await makeStage("native", program("old"));
    const { stack, setProgram } = stage;
    await stack.up();
    const made = await partsOf(stage);
    expect(made).toHaveLength(4);
    for (const { provider } of made) expect(provider).toContain("pulumi:providers:digicert-one::own::");

    const outputs = await stack.outputs();
    expect(Object.keys(outputs).sort()).toEqual([...OUTPUTS].sort());
    const secret = OUTPUTS.filter((name) => outputs[name]?.secret);
    expect(secret).toEqual(["value", "previousValue"]);
    expect(outputs.value?.value).toMatch(/^emu_/);
    expect(outputs.current?.value).toMatchObject({ endDate: "2027-04-01", name: expect.stringMatching(/^pair-/) });
    expect(outputs.rotateOn?.value).toBe("2027-03-02");

    // By another name, which an alias tells: the parts keep what they are.
    setProgram(program("app", ', aliases: [{ name: "old" }], protect: true'));
    expect(changed(await stack.up())).toEqual({});
    const kept = await partsOf(stage);
    expect(kept.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(kept.map(({ urn }) => urn)).toEqual(made.map(({ urn }) => urn.replace("::old-", "::app-")));
    // A rotation replaces the others; the retirement alone is protected with its pair.
    expect(kept.filter(({ protect }) => protect).map(({ urn }) => nameOf(urn))).toEqual(["app-retirement"]);
  });
});
