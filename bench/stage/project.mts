/** The folder of a variant's program, outside the repository, with the packages it needs beside it. */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Variant } from "../variants/index.mts";
import { repository } from "./emulator.mts";
import { installPlugin, type Plugins } from "./plugin.mts";

export interface Project {
  readonly folder: string;
  /** Room for an engine beside it: state, home, backend. */
  readonly scratch: string;
  /** The command that starts each plugin; the command line finds them through the project file. */
  readonly plugins: Plugins;
  remove(): void;
}

export const PROJECT = "bench";
export const STACK = "dev";
export const PASSPHRASE = "bench";
const PLUGIN_FOLDER = "plugin";

export async function makeProject(variant: Variant): Promise<Project> {
  // The real path: engines and Node would otherwise disagree where the temporary folder is a link.
  const root = realpathSync(mkdtempSync(join(tmpdir(), "digicert-one-bench-")));
  const [folder, scratch] = [join(root, "project"), join(root, "scratch")];
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  mkdirSync(scratch);
  const variants = join(repository, "bench", "variants");
  cpSync(join(variants, variant.program), folder, { recursive: true });
  // A JavaScript program needs no type check, which would cost every variant the same seconds.
  const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
  const plugins = variant.needsPlugin ? await installPlugin(join(folder, PLUGIN_FOLDER)) : {};
  const declared = Object.keys(plugins).map((name) => `    - name: ${name}\n      path: ${PLUGIN_FOLDER}\n`);
  const section = declared.length === 0 ? "" : `plugins:\n  providers:\n${declared.join("")}`;
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${PROJECT}\n${runtime}${section}`);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: PROJECT, private: true, main: "index.js" }));
  cpSync(join(variants, "bench-objects"), join(modules, "bench-objects"), { recursive: true });
  symlinkSync(join(repository, "node_modules", "@pulumi", "pulumi"), join(modules, "@pulumi", "pulumi"), "dir");
  symlinkSync(variant.checkout, join(modules, "pulumi-digicert-one"), "dir");
  const remove = () => rmSync(root, { recursive: true, force: true });
  // Also where the bench is interrupted.
  process.once("exit", remove);
  return {
    folder,
    scratch,
    plugins,
    remove: () => {
      process.off("exit", remove);
      remove();
    },
  };
}
