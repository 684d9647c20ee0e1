/** The recordings as files: one per scenario, data only. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNameOf } from "../e2e/scenario";
import type { Recording } from "./play";

const folder = join(__dirname, "..", "fixtures", "identity");
const fileOf = (title: string): string => join(folder, `${fileNameOf(title)}.json`);
const recordedOnFile = join(folder, "recorded-on.json");

/** The command line and the SDKs that the recordings were last made with. */
export interface RecordedOn {
  readonly cli: string;
  readonly sdk: string;
}

export const recordedOn = (): RecordedOn => JSON.parse(readFileSync(recordedOnFile, "utf8"));

export function writeRecordedOn(versions: RecordedOn): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(recordedOnFile, `${JSON.stringify(versions)}\n`);
}

export function readRecording(title: string): Recording | undefined {
  return existsSync(fileOf(title)) ? (JSON.parse(readFileSync(fileOf(title), "utf8")) as Recording) : undefined;
}

export function writeRecording(recording: Recording): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(recording.title), `${JSON.stringify(recording, undefined, 2)}\n`);
}

/** The files that are there, beside the one of the versions. */
export const recordingFiles = (): string[] => readdirSync(folder).filter((file) => file !== "recorded-on.json");
export const recordingFile = (title: string): string => `${fileNameOf(title)}.json`;
