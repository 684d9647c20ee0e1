import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { forAPerson, program } from "../../examples/automation-api/rotate";
import { type Emulator, startEmulator } from "../../src/emulator";
import { findCli } from "../e2e/cli-stack";
import { folderOf, makeScratch, openExample, setDay, stepsOf } from "./support";

describe("examples/automation-api", () => {
  const scratch = makeScratch("automation-api");
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    await emulator.close();
    scratch.remove();
  });

  const open = (declares = program) =>
    openExample("automation-api", { scratch: scratch.folder, emulator, program: declares });

  it("leaves the first run to a person, carries rotations and retirements out, and leaves a deletion to a person", async () => {
    await setDay(emulator, "2027-01-01");
    const first = await (await open()).preview();
    expect(forAPerson(first.steps).map(({ name }) => name)).toContain("batch-schedule");
    await (await open()).up();

    await setDay(emulator, "2027-03-02");
    const due = await (await open()).preview();
    expect(stepsOf(due)).toEqual(["replace batch-b", "update batch-retirement", "update batch-schedule"]);
    expect(forAPerson(due.steps)).toEqual([]);
    await (await open()).up();

    await setDay(emulator, "2027-03-09");
    const retired = await (await open()).preview();
    expect(stepsOf(retired)).toEqual(["update batch-retirement"]);
    expect(forAPerson(retired.steps)).toEqual([]);

    const gone = await (await open(async () => ({}))).preview();
    expect(forAPerson(gone.steps).filter(({ op }) => op === "delete").length).toBeGreaterThan(4);
  });

  const cli = findCli();
  it.skipIf(cli === undefined)("runs on the command line: asks, and goes on once approved", async () => {
    const env = {
      ...process.env,
      PATH: [dirname(process.execPath), dirname(cli ?? ""), process.env.PATH].join(":"),
      PULUMI_BACKEND_URL: pathToFileURL(scratch.folder).href,
      PULUMI_HOME: join(scratch.folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "p",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      DIGICERT_ONE_BASE_URL: emulator.url,
      DIGICERT_ONE_API_KEY: emulator.apiKey,
    };
    const run = (...args: string[]) =>
      new Promise<{ code: number; output: string }>((resolve) => {
        const script = join(folderOf("automation-api"), "rotate.ts");
        execFile(process.execPath, [script, "dev", ...args], { env }, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
        );
      });
    const asked = await run();
    expect(asked.output).toContain("create batch-schedule");
    expect(asked.code).toBe(2);
    expect((await run("--approved")).code).toBe(0);
    expect(await run()).toEqual({ code: 0, output: expect.stringContaining("Nothing is due.") });
  });
});
