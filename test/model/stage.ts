/** What the model test needs of an engine, a provider and a server, in the words that fit all engines. */
import type { Emulator } from "../../src/emulator";
import type { Program, Tenant } from "./program";

export type Operation = "preview" | "up" | "refresh" | "destroy";

export interface RunOptions {
  readonly refresh?: boolean;
  readonly target?: readonly string[];
  readonly replace?: readonly string[];
}

/** Kills somebody at the `nth` request that changes something, counted from 0: as it is sent, or once it is answered. */
export interface Kill {
  readonly who: "engine" | "provider";
  readonly nth: number;
  readonly when: "before" | "after";
}

/** What a run did and said. */
export interface Report {
  readonly ok: boolean;
  /** Everything printed. */
  readonly text: string;
  readonly errors: readonly string[];
  readonly steps: readonly { readonly op: string; readonly urn: string }[];
  /** Whether the kill that was asked for happened. */
  readonly struck: boolean;
}

/** A resource as the state holds it, secrets in the clear. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** It was replaced, and waits for its deletion. */
  readonly condemned: boolean;
}

/** The state of a stack: as it is stored, and opened. */
export interface StackState {
  /** The text on disk, secrets encrypted. */
  readonly stored: string;
  readonly resources: readonly Recorded[];
}

/** One stack of one program against one emulator. */
export interface Stage {
  readonly engine: string;
  readonly emulator: Emulator;
  readonly tenant: Tenant;
  setProgram(program: Program): void;
  setToday(day: string): Promise<void>;
  run(operation: Operation, options?: RunOptions, kill?: Kill): Promise<Report>;
  state(): Promise<StackState>;
  /** How many requests the provider has sent since it was last asked; undefined where nobody counts them. */
  requests(): number | undefined;
  close(): Promise<void>;
}

/** The first day of every story. */
export const FIRST_DAY = "2027-01-01";
export const noonOf = (day: string): string => `${day}T12:00:00Z`;
export const ROLES = ["Certificate manager", "Auditor"] as const;
