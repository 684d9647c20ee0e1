/** Where it was measured. A figure without this says nothing. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { repository } from "../stage/emulator.mts";
import { commandLineVersion } from "../stage/engine-cli.mts";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
  readonly node: string;
  readonly sdk: string;
  readonly commandLine: string | undefined;
  readonly commit: string | undefined;
}

const versionOf = (...path: string[]): string =>
  JSON.parse(readFileSync(join(repository, ...path, "package.json"), "utf8")).version;

export async function describeMachine(): Promise<Machine> {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    sdk: versionOf("node_modules", "@pulumi", "pulumi"),
    commandLine: await commandLineVersion(),
    commit: commitOf(),
  };
}

function commitOf(): string | undefined {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim();
  try {
    return (
      git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--", "src") === "" ? "" : " and changes")
    );
  } catch {
    return undefined;
  }
}

/** The load of the last minute for each core. */
export const loadPerCore = (): number => (loadavg()[0] ?? 0) / cpus().length;

/** From this on other work shares the processor with the measurement. */
export const BUSY = 0.5;

export function machineLine(machine: Machine, load: { start: number; end: number }): string {
  const { processor, cores, memoryGB, system, node, sdk, commandLine, commit } = machine;
  const pulumi = commandLine === undefined ? "no command line" : `command line ${commandLine}`;
  return [
    `${cores} cores (${processor}), ${memoryGB} GB, ${system}, Node ${node}, SDK ${sdk}, ${pulumi}`,
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    `load per core ${load.start.toFixed(1)} at the start, ${load.end.toFixed(1)} at the end`,
  ].join("; ");
}
