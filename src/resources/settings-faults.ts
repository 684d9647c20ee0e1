/**
 * Tells what is wrong with the settings, as errors in the log of a run: all of it, and each fault once. The judge of
 * settings is imported late; no program waits for it.
 */
import * as pulumi from "@pulumi/pulumi";

/** Where settings come from, and which of them are not known yet. */
export interface SettingsToJudge {
  config(name: string): string | undefined;
  isPending?(name: string): boolean;
  /** Put before each message. */
  prefix?: string;
}

/** Judges settings once they are there. */
export function tellFaultsOfSettings(collect: () => SettingsToJudge | Promise<SettingsToJudge>): void {
  const done = pulumi.runtime.rpcKeepAlive();
  const tell = async () => {
    const settings = await collect();
    const { settingsFaults } = await import("../client/settings.js");
    for (const fault of settingsFaults({ config: settings.config, env: process.env }, settings.isPending)) {
      await pulumi.log.error(`${settings.prefix ?? ""}${fault.message}`);
    }
  };
  tell().finally(done);
}

/** Runs whose stack config was judged: every run has an engine client of its own. */
const judged = new WeakSet<object>();

/** Judges the stack's config and the environment, once a run; nothing in unit tests, which have no engine. */
export function tellFaultsOfStackConfig(): void {
  const run = pulumi.runtime.getEngine();
  if (run === undefined || judged.has(run)) return;
  judged.add(run);
  tellFaultsOfSettings(() => ({ config: (name) => pulumi.runtime.getConfig(`digicert-one:${name}`) }));
}
