/** Where Pulumi's command line is, for tests, recordings and the bench; nothing is ever downloaded. */
import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve, sep } from "node:path";

/** The installation to use: `PULUMI_BIN` names the program, else the first `pulumi` on the path, else none. */
export function findCli(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.PULUMI_BIN) return resolve(env.PULUMI_BIN);
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, "pulumi")).find(isProgram);
}

function isProgram(file: string): boolean {
  // Where the npm package `pulumi` is installed, npm links it: it only downloads the command line.
  if (file.split(sep).includes("node_modules")) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
