/** What Pulumi's command line showed of each event, as files: data only. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Preview } from "./play";

export const folder = join(__dirname, "..", "fixtures", "previews", "cli");
const fileOf = (name: string) => join(folder, `${name.replaceAll(/\W+/g, "-")}.json`);

export function writeRecording(name: string, { stdout, ...rest }: Preview): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify({ ...rest, stdout: stdout.split("\n") }, null, 2)}\n`);
}

export function readRecording(name: string): Omit<Preview, "stdout"> & { readonly stdout: readonly string[] } {
  if (!existsSync(fileOf(name))) throw new Error(`Nothing is recorded of "${name}": see CONTRIBUTING, npm run record.`);
  return JSON.parse(readFileSync(fileOf(name), "utf8"));
}
