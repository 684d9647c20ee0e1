import type { RunKind } from "./display/results";
import { UnsupportedError } from "./model/values";

const SHARED = ["target", "targetDependents", "parallel", "onOutput", "onEvent", "envVars"];

/** What each operation can do; everything else is refused, so that no option is taken and then ignored. */
const KNOWN: Readonly<Record<RunKind, ReadonlySet<string>>> = {
  preview: new Set([...SHARED, "replace", "refresh", "plan"]),
  update: new Set([...SHARED, "replace", "refresh", "plan"]),
  refresh: new Set([...SHARED, "plan", "clearPendingCreates"]),
  destroy: new Set([...SHARED, "refresh", "plan"]),
};

/** Refuses by name what this operation does not do: options of Pulumi's that it lacks, and wildcards in URNs. */
export function refuseOptions(kind: RunKind, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!isGiven(value)) continue;
    if (!KNOWN[kind].has(name)) throw new UnsupportedError(`the option ${name} of ${kind}`);
    if ((name === "target" || name === "replace") && Array.isArray(value)) refuseWildcards(name, value);
  }
}

/** In this process, program and providers read `process.env`, which a run must not change for whatever else runs here. */
export function refuseEnvVars(host: "process" | "in-process", envVars: Readonly<Record<string, string>>): void {
  if (host === "process" || Object.keys(envVars).length === 0) return;
  throw new Error('host "in-process" takes no envVars: program and providers read process.env, so set that');
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

function refuseWildcards(name: string, urns: readonly unknown[]): void {
  const found = urns.find((urn) => String(urn).includes("*"));
  if (found !== undefined) throw new UnsupportedError(`wildcards in ${name} (${String(found)})`);
}
