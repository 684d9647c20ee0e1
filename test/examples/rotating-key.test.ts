import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, type RunResult } from "../../src/engine";
import { folderOf, opens } from "./support";

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
      workDir: folderOf("rotating-key"),
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
  /** Runs the consumer with a file; what it prints. */
  const consume = (file: string) =>
    new Promise<string>((done) => {
      const env = { ...process.env, DIGICERT_ONE_BASE_URL: emulator.url };
      const args = [join(folderOf("rotating-key"), "consumer.mts"), join(folder, file)];
      execFile(process.execPath, args, { env }, (_error, stdout, stderr) => done(`${stdout}${stderr}`.trim()));
    });
  const served = "DigiCert ONE knows this key as app-dev.";

  it("hands a key to its consumer, then the next one, and serves a late consumer until the overlap is over", {
    timeout: 240_000,
  }, async () => {
    await (await open("2027-01-01")).up();
    const first = held();
    expect(await consume("app.env")).toBe(served);
    copyFileSync(join(folder, "app.env"), join(folder, "late.env"));

    await emulator.setClock("2027-03-02T12:00:00Z");
    expect(steps(await (await open("2027-03-02")).up())).toContain("update app-env");
    expect(held()).not.toBe(first);
    expect([await consume("late.env"), await consume("app.env")]).toEqual([served, served]);

    await emulator.setClock("2027-03-09T12:00:00Z");
    expect(steps(await (await open("2027-03-09")).up())).toEqual(["update app-retirement"]);
    expect([await opens(emulator, first), await opens(emulator, held())]).toEqual([false, true]);
    expect(await consume("late.env")).toContain("answered 401");
    expect(await consume("app.env")).toBe(served);
  });

  it("keeps no key's value in the clear in its state", async () => {
    const state = JSON.stringify(await (await open("2027-03-09")).exportStack());
    expect(held()).toMatch(/^emu_/);
    expect(state).not.toContain(held());
    expect(state).not.toContain("emu_");
    expect(state).toContain("app-retirement");
  });
});
