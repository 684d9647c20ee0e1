import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { forAPerson, program } from "../../examples/automation-api/rotate";
import { findCli } from "../../scripts/find-cli.mts";
import { folderOf, openExample, setDay, stageOf, stepsOf } from "./support";

describe("examples/automation-api", () => {
  const stage = stageOf("automation-api");

  const open = (declares = program) =>
    openExample("automation-api", { scratch: stage.folder, emulator: stage.emulator, program: declares });

  it("leaves the first run to a person, carries rotations and retirements out, and leaves a deletion to a person", async () => {
    await setDay(stage.emulator, "2027-01-01");
    const first = await (await open()).preview();
    expect(forAPerson(first.steps).map(({ name }) => name)).toContain("batch-schedule");
    await (await open()).up();

    await setDay(stage.emulator, "2027-03-02");
    const due = await (await open()).preview();
    expect(stepsOf(due)).toEqual(["replace batch-b", "update batch-retirement", "update batch-schedule"]);
    expect(forAPerson(due.steps)).toEqual([]);
    await (await open()).up();

    await setDay(stage.emulator, "2027-03-09");
    const retired = await (await open()).preview();
    expect(stepsOf(retired)).toEqual(["update batch-retirement"]);
    expect(forAPerson(retired.steps)).toEqual([]);

    const gone = await (await open(async () => ({}))).preview();
    expect(forAPerson(gone.steps).filter(({ op }) => op === "delete").length).toBeGreaterThan(4);
  });

  it("returns a plan that holds no secret", async () => {
    await setDay(stage.emulator, "2027-03-09");
    const { outputs } = await (await open()).up();
    const key = String(outputs.apiKey?.value);
    expect(outputs.plan?.secret).toBe(false);
    expect(JSON.stringify(outputs.plan?.value)).toContain("batch");
    expect(JSON.stringify(outputs.plan?.value)).not.toContain(key);
    expect(key).toMatch(/^emu_/);
  });

  // docs/how-to/rotate/planned.md warns of it.
  it("does not export the state, because the SDK exports it with its secrets in the clear", async () => {
    const commands: string[][] = [];
    const pulumiCommand = {
      command: "pulumi",
      version: null,
      run: async (args: string[]) => {
        commands.push(args);
        return { stdout: "{}", stderr: "", code: 0 };
      },
    };
    const workspace = await LocalWorkspace.create({ pulumiCommand: pulumiCommand as unknown as PulumiCommand });
    await workspace.exportStack("dev");
    expect(commands).toEqual([["stack", "export", "--show-secrets", "--stack", "dev"]]);
  });

  const cli = findCli();
  it.skipIf(cli === undefined)("runs on the command line: asks, and goes on once approved", async () => {
    await setDay(stage.emulator, "2027-03-09");
    const env = {
      ...process.env,
      PATH: [dirname(process.execPath), dirname(cli ?? ""), process.env.PATH].join(":"),
      PULUMI_BACKEND_URL: pathToFileURL(stage.folder).href,
      PULUMI_HOME: join(stage.folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "p",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      DIGICERT_ONE_BASE_URL: stage.emulator.url,
      DIGICERT_ONE_API_KEY: stage.emulator.apiKey,
    };
    const run = (...args: string[]) =>
      new Promise<{ code: number; output: string }>((resolve) => {
        const script = join(folderOf("automation-api"), "rotate.ts");
        execFile(process.execPath, [script, "cli", ...args], { env }, (error, stdout, stderr) =>
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
