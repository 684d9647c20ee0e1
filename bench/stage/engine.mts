/** What a measure asks of an engine, whichever it is. */

import { findCli } from "../../scripts/find-cli.mts";
import { CommandLine } from "./engine-cli.mts";
import { Embedded } from "./engine-embedded.mts";
import type { Project } from "./project.mts";

export type Operation = "up" | "preview" | "refresh" | "destroy";

/** How many resources a run left as they are, created, changed and deleted. The stack itself and providers count too. */
export type Counts = Readonly<Record<"same" | "create" | "update" | "delete", number>>;

export interface Engine {
  run(operation: Operation, env: Readonly<Record<string, string>>): Promise<Counts>;
  /** The deployment as compact JSON, secrets encrypted. */
  deployment(): Promise<string>;
}

export const engineNames = ["embedded", "in-process", "cli"] as const;
export type EngineName = (typeof engineNames)[number];

export const engineWords: Readonly<Record<EngineName, string>> = {
  embedded: "embedded engine, in processes",
  "in-process": "embedded engine, in one process",
  cli: "Pulumi's command line",
};

/** Opens a new stack of the project. */
export function openEngine(name: EngineName, project: Project): Promise<Engine> {
  return name === "cli" ? CommandLine.open(project) : Embedded.open(project, name);
}

/** Why an engine cannot be used here; undefined where it can. */
export function engineMissing(name: EngineName): string | undefined {
  if (name !== "cli" || findCli() !== undefined) return undefined;
  return "no `pulumi` is on the path, and PULUMI_BIN names none";
}
