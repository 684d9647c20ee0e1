/** The native host as its plugin is published: one bundled file and the launcher. */
import { copyFileSync, cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../scripts/bundle.mts";
import { repository } from "./emulator.mts";

/** The command that starts a plugin, by the plugin's name. */
export type Plugins = Readonly<Record<string, readonly [string, ...string[]]>>;

const LAUNCHER = "pulumi-resource-digicert-one";

/** Bundled once for the whole run. */
let built: Promise<string> | undefined;

async function build(): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "digicert-one-bench-plugin-")));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await bundle(folder);
  copyFileSync(join(repository, "plugin", LAUNCHER), join(folder, LAUNCHER));
  return folder;
}

/** Puts the plugin into a folder. */
export async function installPlugin(folder: string): Promise<Plugins> {
  built ??= build();
  cpSync(await built, folder, { recursive: true });
  return { "digicert-one": [process.execPath, join(folder, `${LAUNCHER}.cjs`)] };
}
