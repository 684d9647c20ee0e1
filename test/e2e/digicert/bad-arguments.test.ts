import { expect, it } from "vitest";
import { describeDigicert, errors } from "./stage";

const users = `
new digicert.ServiceUser("past", { email, accountIds, roleIds, endDate: "2020-01-01" }, opts);
new digicert.ServiceUser("impossible", { email, accountIds, roleIds, endDate: "2099-02-30" }, opts);
new digicert.ServiceUser("characters", { nickname: "a/b", email, accountIds, roleIds }, opts);
new digicert.ServiceUser("both", { email, accountIds, roleIds, endDate: "2099-01-31", lifetimeDays: 30 }, opts);
new digicert.ApiKey("negative", { serviceUser: "some-id", lifetimeDays: -5 }, opts);
`;

/** One message per fault: its property, its value, and what to do. */
const faults: [property: string, value: RegExp, remedy: RegExp][] = [
  ["endDate", /2020-01-01/, /or a later day/],
  ["endDate", /2099-02-30/, /Write it as YYYY-MM-DD/],
  ["nickname", /a\/b/, /Use only letters, digits, spaces, dashes and underscores/],
  ["endDate", /lifetimeDays is 30/, /Set one of them only/],
  ["lifetimeDays", /-5/, /Set a whole number of days/],
  ["region", /"mars"/, /Use one of us, ch, jp, nl/],
  ["apiKey", /No API key is set/, /DIGICERT_ONE_API_KEY/],
];

function expectEachOnce(messages: string[]): void {
  for (const [property, value, remedy] of faults) {
    const told = messages.filter((message) => message.includes(property) && value.test(message));
    expect(told, `${property} ${value}, in:\n${messages.join("\n")}`).toHaveLength(1);
    expect(told[0]).toMatch(remedy);
  }
}

/** After all errors the program fails, once, without a stack. */
function expectOneClosing(messages: string[]): void {
  const closing = messages.filter((message) => message.includes("listed above"));
  expect(closing, messages.join("\n")).toHaveLength(1);
  expect(closing[0]).toMatch(/^\d validation errors, listed above: nothing was changed in DigiCert ONE\.$/);
  expect(messages.filter((message) => /^at |serializing property/.test(message))).toEqual([]);
}

/** Lines of messages, without the engine's own framing of a failed run. */
const lines = (messages: string[]): string[] =>
  messages.flatMap((message) => message.split("\n")).map((line) => line.trim());

describeDigicert("a program with every kind of bad argument", (makeStage) => {
  // Look-ups would fail first, for want of a key.
  const prelude = `
const digicert = require("pulumi-digicert-one");
const accountIds = ["account"], roleIds = ["role"], email = "team@example.com";
`;
  const settings = { "digicert-one:baseUrl": undefined, "digicert-one:apiKey": undefined };

  // Bad input gets its error before any call, all of it at once, so that nobody mends one fault a run.
  it("fails in preview with one message per fault", async () => {
    const { stack } = await makeStage(`const opts = {}; ${users}`, {
      prelude,
      config: { ...settings, "digicert-one:region": "mars" },
    });
    const run = await stack.preview().catch((error: { run: never }) => error.run);
    expectEachOnce(lines(errors(run)));
    expectOneClosing(lines(errors(run)));
  });

  // Where the preview was skipped, nothing of a program that is known to be wrong may be carried out.
  it("fails in up before any call, and leaves no trace", async () => {
    const { stack, emulator } = await makeStage(
      `new digicert.ServiceUser("sound", { email, accountIds, roleIds });
        new digicert.RotatingApiKey("pair", { serviceUser: "some-id", lifetimeDays: "x" });
        exports.value = new digicert.ServiceUser("wrong", { email: "nope", accountIds, roleIds }).id;`,
      { prelude },
    );
    const run = await stack.up().catch((error: { run: never }) => error.run);
    expect(lines(errors(run)).filter((line) => /^(ServiceUser|RotatingApiKey) "/.test(line))).toHaveLength(2);
    expectOneClosing(lines(errors(run)));
    const journal = await fetch(`${emulator.managementUrl}/journal`);
    expect(await journal.json()).toEqual([]);
    const { deployment } = await stack.exportStack();
    expect((deployment.resources ?? []).map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  });

  // The engine calls no check while a setting is unknown (seen): the program itself must tell.
  it("fails in preview as well while a setting of its provider is unknown", async () => {
    const { stack } = await makeStage(
      `const other = new digicert.ServiceUser("other", { email, accountIds, roleIds }, { provider: new digicert.Provider("known", { apiKey: "k", baseUrl: "http://127.0.0.1:9" }) });
        const provider = new digicert.Provider("unknown", { region: "mars", timeoutSeconds: other.id.apply(() => 30) });
        const opts = { provider };
        ${users}`,
      { prelude, config: settings },
    );
    const run = await stack.preview().catch((error: { run: never }) => error.run);
    expectEachOnce(lines(errors(run)));
  });

  // A check that cannot pass would prove nothing.
  it("passes once the faults are mended", async () => {
    const { stack } = await makeStage(`
new digicert.ServiceUser("good", { nickname: "a-b", email, accountIds, roleIds, endDate: "2099-01-31" });
new digicert.ApiKey("good", { serviceUser: "some-id", lifetimeDays: 5 });
`);
    expect((await stack.preview()).result).toBe("succeeded");
  });
});
