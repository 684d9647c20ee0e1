/** A run of verify against an emulator, without waits. */
import { resolveSettings } from "../../../src/client";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../src/emulator";
import type { Found } from "../../../src/examiner/readings";
import type { Reading } from "../../../src/examiner/readings/probe";
import { planRun, type Run, type VerifyDeps, verify } from "../../../src/examiner/verify/verify";
import { settingsFor } from "../../provider/apply-harness";

/** The day on which every tenant starts. */
export const NOW = "2026-12-01T12:00:00Z";

/** An emulator whose limits nobody meets, with one account. */
export const startSmallTenant = (options: EmulatorOptions = {}): Promise<Emulator> =>
  startEmulator({ seed: 7, rateLimits: "off", now: NOW, ...options });

/** The same with two accounts. */
export async function startTenant(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startSmallTenant(options);
  await emulator.addAccount({ name: "Second account" });
  return emulator;
}

/** Runs the whole script; sleeping takes no time. */
export function verifyTenant(
  emulator: Emulator,
  deps: Partial<VerifyDeps> = {},
  run: Run = planRun("team@example.com"),
) {
  let nowMs = Date.parse(NOW);
  return verify(resolveSettings({ env: settingsFor(emulator) }), run, {
    now: () => nowMs,
    elapsed: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
    signal: new AbortController().signal,
    ...deps,
  });
}

/** In one word. */
export function wordOf(reading: Reading): string {
  if (typeof reading === "string") return reading;
  return "else" in reading ? "else" : "undecided";
}

/** What differs from what is assumed, fact by fact. */
export const differing = (found: readonly Found[]): Record<string, string> =>
  Object.fromEntries(found.flatMap(({ fact, reading }) => (reading === "assumed" ? [] : [[fact, wordOf(reading)]])));

/** All that the emulator holds but its log. */
export async function holdings(emulator: Emulator): Promise<unknown> {
  const { users, tokens } = await emulator.state();
  return { users, tokens };
}
