/** On which command line and SDK a folder of recordings was last made. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCli } from "../../scripts/find-cli.mts";
import { newest } from "./sdks";

interface RecordedOn {
  readonly cli: string;
  readonly sdk: string;
}

export const RECORDED_ON = "recorded-on.json";

export const recordedOn = (folder: string): RecordedOn => JSON.parse(readFileSync(join(folder, RECORDED_ON), "utf8"));

/** Fails where there is no command line to record. */
export function writeRecordedOn(folder: string): void {
  const program = findCli();
  if (program === undefined) throw new Error("there is no `pulumi` on the path, and PULUMI_BIN names none");
  const cli = execFileSync(program, ["version"], { encoding: "utf8" }).trim();
  mkdirSync(folder, { recursive: true });
  const versions: RecordedOn = { cli, sdk: newest.version };
  writeFileSync(join(folder, RECORDED_ON), `${JSON.stringify(versions)}\n`);
}
