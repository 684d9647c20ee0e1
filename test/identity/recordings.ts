/** The recordings as files: one per scenario, data only. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RECORDED_ON } from "../e2e/recorded-on";
import { fileNameOf } from "../e2e/scenario";
import type { Recording } from "./play";

export const folder = join(__dirname, "..", "fixtures", "identity");
const fileOf = (title: string): string => join(folder, `${fileNameOf(title)}.json`);

export function readRecording(title: string): Recording | undefined {
  return existsSync(fileOf(title)) ? (JSON.parse(readFileSync(fileOf(title), "utf8")) as Recording) : undefined;
}

export function writeRecording(recording: Recording): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(recording.title), `${JSON.stringify(recording, undefined, 2)}\n`);
}

/** The files that are there, beside the one of the versions. */
export const recordingFiles = (): string[] => readdirSync(folder).filter((file) => file !== RECORDED_ON);
export const recordingFile = (title: string): string => `${fileNameOf(title)}.json`;
