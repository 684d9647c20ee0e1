import { createClock } from "./core/clock";
import { createFaults } from "./core/faults";
import { createJournal } from "./core/journal";
import { createChance } from "./core/random";
import { createRateLimiter } from "./core/rate-limit";
import { createWorld, drawIdentity } from "./core/world";
import { listen } from "./http/listen";
import { createApi } from "./http/wrapper";
import { createManagementHandle, type Management } from "./management/handle";
import { createManagement } from "./management/routes";
import { type EmulatorOptions, type EmulatorSeams, requireSettings } from "./options";
import { routes } from "./routes";

/** A running emulator. */
export interface Emulator extends Management {
  /** Base URL of the API. */
  readonly url: string;
  /** Base URL of the management API. */
  readonly managementUrl: string;
  /** The administrator's key. */
  readonly apiKey: string;
  /** The account that there is at the start. */
  readonly accountId: string;
  readonly seed: number;
  /** Stops it and forgets everything. */
  close(): Promise<void>;
}

/** Starts an emulator with seams that only tests of the emulator itself use. */
export async function createEmulator(options: EmulatorOptions = {}, seams: EmulatorSeams = {}): Promise<Emulator> {
  const settings = requireSettings(options, seams);
  const { rules, seed } = settings;
  const chance = createChance(seed);
  const identity = drawIdentity(chance);
  const clock = createClock(settings.startMs);
  const journal = createJournal(settings.journalLimit);
  const faults = createFaults(chance);
  const newLimiter = () => createRateLimiter(settings.rateLimits, rules.on("refused-requests-uncounted"));
  let world = createWorld(identity, clock, chance, rules);
  let limiter = newLimiter();

  const reset = (): void => {
    clock.set(settings.startMs ?? Date.now());
    world = createWorld(identity, clock, chance, rules);
    limiter = newLimiter();
    faults.clear();
    journal.clear();
  };

  const surroundings = {
    world: () => world,
    limiter: () => limiter,
    journal,
    faults,
    routes,
    pageSize: settings.pageSize,
    mutualTls: settings.tls?.clientCa !== undefined,
  };
  const api = await listen(createApi(surroundings), settings.port, settings.bounds, settings.tls);
  const managed = createManagement({ world: () => world, journal, faults, reset });
  const management = await listen(managed, settings.managementPort, settings.bounds).catch(async (error: unknown) => {
    await api.close();
    throw error;
  });
  // A certificate names localhost more often than it names 127.0.0.1.
  const url = settings.tls === undefined ? `http://127.0.0.1:${api.port}` : `https://localhost:${api.port}`;
  const managementUrl = `http://127.0.0.1:${management.port}`;
  return {
    ...createManagementHandle(managementUrl),
    url,
    managementUrl,
    apiKey: identity.apiKey,
    accountId: identity.accountId,
    seed,
    close: async () => {
      await Promise.all([api.close(), management.close()]);
    },
  };
}

/**
 * Starts an emulator of DigiCert ONE's Account Manager on loopback.
 *
 * @example
 * ```ts
 * const emulator = await startEmulator({ now: "2027-01-01", rateLimits: "off" });
 * // … base URL emulator.url, key emulator.apiKey …
 * await emulator.close();
 * ```
 */
export function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return createEmulator(options);
}
