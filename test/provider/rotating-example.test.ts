import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, type RunResult } from "../../src/engine";

/** The example as people run it: its own program process and provider process, compiled package, TypeScript program. */
describe("examples/rotating-key", () => {
  let emulator: Emulator;
  let folder = "";

  beforeAll(async () => {
    emulator = await startEmulator({ now: "2027-01-01T12:00:00Z" });
    folder = mkdtempSync(join(tmpdir(), "rotating-key-"));
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  const open = (day: string, settings: Record<string, string> = {}) =>
    EmbeddedStack.createOrSelect({
      projectName: "rotating-key",
      stackName: "dev",
      workDir: resolve(__dirname, "../../examples/rotating-key"),
      stateFile: join(folder, "state.json"),
      passphrase: "p",
      envVars: { DIGICERT_ONE_AS_OF: day, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
      config: {
        envFile: join(folder, "app.env"),
        "digicert-one:baseUrl": emulator.url,
        "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
        ...settings,
      },
    });
  const steps = ({ steps }: RunResult) =>
    steps.filter(({ op }) => op !== "same" && !op.includes("replace")).map(({ op, name }) => `${op} ${name}`);
  const held = () => /^DIGICERT_API_KEY=(.+)$/m.exec(readFileSync(join(folder, "app.env"), "utf8"))?.[1] ?? "";
  const opens = async (value: string) => {
    const headers = { "x-api-key": value, "user-agent": "consumer/1" };
    const { status } = await fetch(`${emulator.url}/account/api/v1/user/me`, { headers });
    return status !== 401;
  };

  it("hands a key to its consumer, then the next one, then disables the first", { timeout: 240_000 }, async () => {
    await (await open("2027-01-01")).up();
    const first = held();
    expect(await opens(first)).toBe(true);

    await emulator.setClock("2027-03-02T12:00:00Z");
    expect(steps(await (await open("2027-03-02")).up())).toContain("update app-env");
    const second = held();
    expect(second).not.toBe(first);
    expect([await opens(first), await opens(second)]).toEqual([true, true]);

    await emulator.setClock("2027-03-09T12:00:00Z");
    expect(steps(await (await open("2027-03-09")).up())).toEqual(["update app-retirement"]);
    expect([await opens(first), await opens(second)]).toEqual([false, true]);
  });

  it("keeps no key's value in the clear in its state", async () => {
    const state = JSON.stringify(await (await open("2027-03-09")).exportStack());
    expect(held()).toMatch(/^emu_/);
    expect(state).not.toContain(held());
    expect(state).not.toContain("emu_");
    expect(state).toContain("app-retirement");
  });
});
