import { randomInt } from "node:crypto";
import { DEFAULT_RATE_LIMITS, type RateLimit } from "../contract";
import { parseInstant } from "./core/clock";
import { requireRateLimits } from "./core/rate-limit";
import { createRules, type Rules } from "./core/variants";
import type { ServerBounds, TlsMaterial } from "./http/listen";

/** How an emulator is started; everything has a default. */
export interface EmulatorOptions {
  /** Port of the API; 0, the default, takes a free one. */
  readonly port?: number;
  /** Port of the management API; 0, the default, takes a free one. */
  readonly managementPort?: number;
  /** All chance comes from here: ids, keys, the order of lists, faults with a probability. Default: drawn. */
  readonly seed?: number;
  /** `"1000/180s,100/5s"`, which is the default, or `"off"`. */
  readonly rateLimits?: string;
  /** Lists come in pages of this size. Default: bare arrays. */
  readonly pageSize?: number;
  /** Other readings of the contract's facts, by their ids, and the further variants. */
  readonly variants?: readonly string[];
  /** Where the clock starts: an RFC 3339 instant or a day. Default: the machine's time. */
  readonly now?: string;
  /** Speak TLS; with `clientCa`, only to clients with a certificate of it. PEM texts. */
  readonly tls?: TlsMaterial;
}

/** Seams for tests of the emulator itself. Not public. */
export interface EmulatorSeams {
  /** Ways to break it on purpose; default from `DIGICERT_EMULATOR_BREAK`. */
  readonly breakage?: readonly string[];
  readonly bounds?: Partial<ServerBounds>;
  readonly journalLimit?: number;
}

/** Options that are complete and good. */
export interface Settings {
  readonly port: number;
  readonly managementPort: number;
  readonly seed: number;
  readonly rateLimits: readonly RateLimit[];
  readonly pageSize: number | undefined;
  readonly rules: Rules;
  readonly startMs: number | undefined;
  readonly tls: TlsMaterial | undefined;
  readonly bounds: ServerBounds;
  readonly journalLimit: number;
}

const KNOWN = ["port", "managementPort", "seed", "rateLimits", "pageSize", "variants", "now", "tls"];

function requireWhole(name: string, value: number | undefined, least: number, most: number): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
}

function limitsOf(options: EmulatorOptions, rules: Rules): readonly RateLimit[] {
  if (options.rateLimits !== undefined) return requireRateLimits(options.rateLimits);
  if (!rules.on("rate-limit-windows")) return DEFAULT_RATE_LIMITS;
  return DEFAULT_RATE_LIMITS.map((limit) => ({ ...limit, requests: limit.requests / 2 }));
}

function startOf(now: string | undefined): number | undefined {
  if (now === undefined) return undefined;
  const instant = parseInstant(now);
  if (instant === undefined) throw new Error(`now: ${JSON.stringify(now)} is not an RFC 3339 instant or a day.`);
  return instant;
}

/** Checks the options and fills in the defaults; anything unknown or impossible is an error. */
export function requireSettings(options: EmulatorOptions, seams: EmulatorSeams): Settings {
  const unknown = Object.keys(options).filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown option ${unknown.join(", ")}. Known are: ${KNOWN.join(", ")}.`);
  const breakage =
    seams.breakage ?? (process.env.DIGICERT_EMULATOR_BREAK ?? "").split(",").filter((name) => name !== "");
  const rules = createRules(options.variants, breakage);
  return {
    port: requireWhole("port", options.port, 0, 65_535) ?? 0,
    managementPort: requireWhole("managementPort", options.managementPort, 0, 65_535) ?? 0,
    seed: requireWhole("seed", options.seed, 0, 2 ** 32 - 1) ?? randomInt(2 ** 31),
    rateLimits: limitsOf(options, rules),
    pageSize: requireWhole("pageSize", options.pageSize, 1, 10_000),
    rules,
    startMs: startOf(options.now),
    tls: options.tls,
    bounds: { headersTimeoutMs: 10_000, requestTimeoutMs: 30_000, maxConnections: 1000, ...seams.bounds },
    journalLimit: seams.journalLimit ?? 10_000,
  };
}
