/** What Pulumi's command line did in each scenario, as files: data only. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RECORDED_ON } from "../../e2e/recorded-on";
import { fileNameOf } from "../../e2e/scenario";
import { layOut } from "../../e2e/traces";
import type { RecordedRun } from "./witness";

export const folder = join(__dirname, "..", "..", "fixtures", "native", "cli");

/** A scenario behind the native host, or one that moves to it. */
export const titles = [
  "a user, a key and a pair",
  "a taken nickname",
  "an import",
  "the days of a key and a pair",
  "a disabled user and a deleted key",
  "bad arguments",
  "the options of a pair",
  "a stack that moves from dynamic to native and back",
  "a stack that was made behind the native host and moves to the dynamic one",
] as const;
export type Title = (typeof titles)[number];

export interface Recording {
  readonly title: string;
  readonly phases: readonly RecordedRun[];
}

export const fileOf = (title: string): string => `${fileNameOf(title)}.json`;
export const recordingFiles = (): string[] => readdirSync(folder).filter((file) => file !== RECORDED_ON);

export function readRecording(title: Title): Recording {
  const file = join(folder, fileOf(title));
  if (!existsSync(file)) throw new Error(`Nothing is recorded of "${title}": see CONTRIBUTING, npm run record.`);
  return JSON.parse(readFileSync(file, "utf8"));
}

export function writeRecording(recording: Recording): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, fileOf(recording.title)), `${layOut(recording)}\n`);
}
