/** Validates settings. The validator is imported late: a program that fails or ends before does not wait for it. */
import * as pulumi from "@pulumi/pulumi";
import type { RunValidation } from "./run-validation";

/** Where settings come from, and which of them are not known yet. */
export interface SettingsToValidate {
  config(name: string): string | undefined;
  isPending?(name: string): boolean;
}

/** What is wrong with the settings, in words. */
export async function settingsErrors({ config, isPending }: SettingsToValidate): Promise<string[]> {
  const { settingsFaults } = await import("../../client/settings/settings.js");
  return settingsFaults({ config, env: process.env }, isPending).map(({ message }) => message);
}

const begun = new WeakSet<RunValidation>();

/** Validates the stack's config and the environment, once a run. */
export function validateStackConfig(run: RunValidation): void {
  if (begun.has(run)) return;
  begun.add(run);
  const config = (name: string) => pulumi.runtime.getConfig(`digicert-one:${name}`);
  void run.validate(() => settingsErrors({ config }));
}
