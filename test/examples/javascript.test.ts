import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { daysBetween, today } from "../../src/rotation";
import { folderOf, openExample, opens, stageOf, stepsOf } from "./support";

describe("examples/javascript", () => {
  const stage = stageOf("javascript");

  it("makes a user and a pair whose key works", async () => {
    const stack = await openExample("javascript", { scratch: stage.folder, emulator: stage.emulator });
    const run = await stack.up();
    expect(stepsOf(run).filter((step) => step.startsWith("create scanner"))).toEqual([
      "create scanner",
      "create scanner",
      "create scanner-a",
      "create scanner-b",
      "create scanner-retirement",
      "create scanner-schedule",
    ]);
    expect(run.outputs.apiKey?.secret).toBe(true);
    expect(daysBetween(today(Date.now()), String(run.outputs.rotateOn?.value))).toBe(60);
    expect(await opens(stage.emulator, run.outputs.apiKey?.value)).toBe(true);
    expect(await opens(stage.emulator, "emu_another")).toBe(false);
  });

  it("is checked by an editor: a misspelt argument is found", () => {
    expect(faultsOf("")).toEqual([]);
    const [fault = ""] = faultsOf('new digicert.ApiKey("a", { serviceUser: user, lifetimedays: 90 });');
    expect(fault).toContain("lifetimedays");
  });
});

/** What TypeScript says of the program under its own jsconfig.json, with a line added. */
function faultsOf(line: string): string[] {
  const folder = folderOf("javascript");
  const { config } = ts.readConfigFile(join(folder, "jsconfig.json"), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const host = ts.createCompilerHost(options, true);
  const { readFile } = host;
  host.readFile = (path) => (path.endsWith("javascript/index.js") ? `${readFile(path)}\n${line}\n` : readFile(path));
  const { getSourceFile } = host;
  host.getSourceFile = (path, version, ...rest) =>
    path.endsWith("javascript/index.js")
      ? ts.createSourceFile(path, host.readFile(path) ?? "", version, true)
      : getSourceFile(path, version, ...rest);
  const program = ts.createProgram(fileNames, options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}
