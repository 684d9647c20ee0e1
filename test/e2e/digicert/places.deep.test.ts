import { afterAll, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { failing } from "../stack";
import { census, changed, type DigicertStage, describeDigicert, errors } from "./stage";

const program = `
const user = new digicert.ServiceUser("ci", { nickname: "ci", email, accountIds, roleIds, endDate: "2099-12-31" });
const key = new digicert.ApiKey("ci", { serviceUser: user, endDate: "2099-06-30" });
new digicert.RotatingApiKey("pair", { serviceUser: user, lifetimeDays: 90 });
`;
/** As in CI, credentials come from the environment: they are today's in refresh and destroy too. */
const fromEnvironment = { config: { "digicert-one:baseUrl": undefined, "digicert-one:apiKey": undefined } };
// Look-ups would fail first: what is declared must not depend on them.
const fixed = (account: string) => program.replace("accountIds, roleIds", `accountIds: ["${account}"], roleIds: []`);
const bare = 'const digicert = require("pulumi-digicert-one");\nconst email = "team@example.com";\n';

const emulators: Emulator[] = [];
afterAll(async () => {
  for (const emulator of emulators) await emulator.close();
});

function use({ stack }: DigicertStage, { url, apiKey }: Pick<Emulator, "url" | "apiKey">): void {
  stack.setEnv("DIGICERT_ONE_BASE_URL", url);
  stack.setEnv("DIGICERT_ONE_API_KEY", apiKey);
  stack.setEnv("DIGICERT_ONE_MAX_RETRY_SECONDS", "1");
}

const authority = ({ url }: Emulator): string => new URL(url).host;
const heldIds = async ({ stack }: DigicertStage): Promise<unknown[]> =>
  (await stack.exportStack()).deployment.resources?.flatMap(({ type, id }) =>
    /:(ServiceUser|ApiKey|ApiKeySlot)$/.test(type) ? [id] : [],
  ) ?? [];

describeDigicert("where an object lives", (makeStage) => {
  it("is not another tenant: preview, refresh and destroy refuse it, and nothing is asked there", async () => {
    const stage = await makeStage("", { prelude: bare, ...fromEnvironment });
    stage.setProgram(fixed(stage.emulator.accountId));
    use(stage, stage.emulator);
    await stage.stack.up();
    const [before, ids] = [await census(stage.emulator), await heldIds(stage)];
    expect(ids.length).toBeGreaterThan(3);

    const other = await startEmulator({ seed: 12 });
    emulators.push(other);
    use(stage, other);
    for (const run of [() => stage.stack.preview(), () => stage.stack.refresh(), () => stage.stack.destroy()]) {
      const told = errors(await failing(run())).join("\n");
      expect(told).toContain(`lives at ${authority(stage.emulator)}`);
      expect(told).toContain(authority(other));
    }
    expect(await other.journal()).toEqual([]);
    expect(await census(stage.emulator)).toEqual(before);
    expect(await heldIds(stage)).toEqual(ids);

    use(stage, stage.emulator);
    expect(changed(await stage.stack.preview())).toEqual({});
    await stage.stack.destroy();
    expect((await census(stage.emulator)).tokens).toHaveLength(1);
  });

  it("is not seen by a key of another account: refresh and destroy keep it", async () => {
    const stage = await makeStage("", { prelude: bare, ...fromEnvironment });
    const { emulator, stack } = stage;
    stage.setProgram(fixed(emulator.accountId));
    use(stage, emulator);
    await stack.up();
    const { roles } = (await emulator.state()).users[0] ?? {};
    const { id } = await emulator.addAccount({ name: "Second", reachable: false });
    const second = { user_type: "service", roles: roles as string[], accounts: [String(id)], apiKey: true } as const;
    const { apiKey = "" } = await emulator.addUser(second);
    const before = await census(emulator);
    const ids = await heldIds(stage);

    use(stage, { url: emulator.url, apiKey });
    for (const run of [() => stack.refresh(), () => stack.destroy()]) {
      const told = errors(await failing(run())).join("\n");
      expect(told).toContain("does not prove that it is gone");
      expect(told).toContain(emulator.accountId);
    }
    expect(await census(emulator)).toEqual(before);
    expect(await heldIds(stage)).toEqual(expect.arrayContaining(ids.filter((held) => held !== "empty")));
  });

  it("has lost what people deleted: refresh drops it and the next up makes it again", async () => {
    const stage = await makeStage("", { prelude: bare, ...fromEnvironment });
    const { emulator, stack } = stage;
    stage.setProgram(fixed(emulator.accountId));
    use(stage, emulator);
    await stack.up();
    const user = (await emulator.state()).users.find(({ friendly_name }) => friendly_name === "ci");
    await stage.byHand("DELETE", `/user/${user?.id}`);
    await stack.refresh();
    expect((await heldIds(stage)).filter((held) => held !== "empty")).toEqual([]);
    await stack.up();
    expect((await emulator.state()).users.filter(({ friendly_name }) => friendly_name === "ci")).toHaveLength(1);
  });

  it("is another provider's: the preview of a move fails, with both names", async () => {
    const other = await startEmulator({ seed: 12 });
    emulators.push(other);
    const stage = await makeStage("", { prelude: bare });
    const { emulator, stack } = stage;
    const moving = (to: string) => `
const make = (name, url, key) => new digicert.Provider(name, { baseUrl: url, apiKey: key, maxRetrySeconds: 1 });
const all = {
  one: make("one", "${emulator.url}", "${emulator.apiKey}"),
  two: make("two", "${other.url}", "${other.apiKey}"),
};
new digicert.ServiceUser("ci", { email, accountIds: ["${emulator.accountId}"], roleIds: [], endDate: "2099-12-31" }, { provider: all.${to} });
`;
    stage.setProgram(moving("one"));
    await stack.up();
    stage.setProgram(moving("two"));
    const told = errors(await failing(stack.preview())).join("\n");
    for (const each of [emulator, other]) expect(told).toContain(authority(each));
    expect(await other.journal()).toEqual([]);
  });
});
