/** Validates settings. The validator is imported late: a program that fails or ends before does not wait for it. */
import * as pulumi from "@pulumi/pulumi";
import type { SettingsReport } from "../../client/settings/unread-settings";
import type { RunValidation } from "./run-validation";

const NAMESPACE = "digicert-one:";

/** Where settings come from, and which of them are not known yet. */
export interface SettingsToValidate {
  config(name: string): string | undefined;
  isPending?(name: string): boolean;
}

/** What is wrong with the settings, in words. */
export async function settingsErrors({ config, isPending }: SettingsToValidate): Promise<string[]> {
  const { settingsProblems } = await import("../../client/settings/settings.js");
  return settingsProblems({ config, env: process.env }, isPending).map(({ message }) => message);
}

const begun = new WeakSet<RunValidation>();

/** Validates the stack's config and the environment, once a run. */
export function validateStackConfig(run: RunValidation): void {
  if (begun.has(run)) return;
  begun.add(run);
  const config = (name: string) => pulumi.runtime.getConfig(`${NAMESPACE}${name}`);
  void run.validate(() => settingsErrors({ config }));
  void run.validate(() => unreadConfig(run));
  void run.validate(() => unreadEnvironment(run, (name) => config(name) !== undefined));
}

/** Reports what the stack's config holds in vain or in the clear; returns what the run must not go on with. */
async function unreadConfig(run: RunValidation): Promise<readonly string[]> {
  const { unreadInConfig } = await import("../../client/settings/unread-settings.js");
  const all = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(NAMESPACE));
  const config = Object.fromEntries(all.map(([key, value]) => [key.slice(NAMESPACE.length), value]));
  const isSecret = (name: string) => isConfigSecret(`${NAMESPACE}${name}`);
  const sharesNamespace = pulumi.getProject() === NAMESPACE.slice(0, -1);
  return warned(run, unreadInConfig({ config, isSecret, sharesNamespace }));
}

/**
 * The same of the environment, which fills in for what a provider is not given.
 * @param isGiven whether a setting stands in a higher place
 */
export async function unreadEnvironment(
  run: RunValidation,
  isGiven: (name: string) => boolean,
): Promise<readonly string[]> {
  const { unreadInEnvironment } = await import("../../client/settings/unread-settings.js");
  const { isGivenWith } = await import("../../client/settings/settings.js");
  return warned(
    run,
    unreadInEnvironment(process.env, (name) => isGivenWith(name, isGiven)),
  );
}

const warnings = new WeakMap<RunValidation, Set<string>>();

/** Warns, of everything once a run; returns the errors. */
async function warned(run: RunValidation, report: SettingsReport): Promise<readonly string[]> {
  const before = warnings.get(run) ?? new Set<string>();
  warnings.set(run, before);
  const fresh = report.warnings.filter((text) => !before.has(text));
  for (const text of fresh) before.add(text);
  await Promise.all(fresh.map((text) => pulumi.log.warn(text)));
  return report.errors;
}

/** The SDK knows which keys are secrets, but does not declare it; one that does not say counts as secret. */
function isConfigSecret(key: string): boolean {
  const { isConfigSecret: asked } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return asked?.(key) ?? true;
}
