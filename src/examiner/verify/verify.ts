/** One run of verify: the script, then the removal of all that it made, then what it shows. */
import { randomBytes, randomUUID } from "node:crypto";
import { type ClientSettings, createClient, hasClientCertificate } from "../../client";
import { registerSecret } from "../../errors";
import { newNonce } from "../../ownership";
import { type ApiResponse, createAsk } from "../asking";
import { decideAll, type Found } from "../readings";
import { incidentOf, isDone, type Observed } from "../readings/observed";
import { type Context, createContext } from "./context";
import { type Left, removeAll } from "./removal";
import { createRetryingAsk } from "./retrying";
import { runScript } from "./run";
import { script } from "./script";
import type { Step } from "./script/step";

/** What a run touches outside of itself. */
export interface VerifyDeps {
  /** Epoch milliseconds of this machine's clock. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  /** Ends the script; what was made is removed all the same. */
  readonly signal: AbortSignal;
  /** Ends the removal too. */
  readonly hurry?: AbortSignal;
  /** Before each request. */
  readonly onStep?: (step: Step, nth: number) => void;
  /** Before the removal. */
  readonly onRemoval?: () => void;
}

/** Who and where a run is, as it is announced before anything is written. */
export interface Run {
  readonly context: Context;
  /** How many requests it makes at most. */
  readonly requests: number;
}

/** What came of a run. */
export interface Verification {
  readonly observed: readonly Observed[];
  readonly facts: readonly Found[];
  /** Further variants that hold. */
  readonly further: readonly Found[];
  readonly left: Left;
  readonly interrupted: boolean;
}

/** Draws the names of a run; nothing is sent. */
export function planRun(email: string): Run {
  const run = randomBytes(4).toString("hex");
  return { context: createContext(run, newNonce(), email, randomUUID()), requests: script.length };
}

const REMOVAL_RETRY_SECONDS = 60;
/** What a lost request makes may come late. */
const SECOND_LOOK_MS = 5_000;

/** Runs the script against a tenant. Rejects with nothing but a mistake of ours; what failed is in the result. */
export async function verify(given: ClientSettings, { context }: Run, deps: VerifyDeps): Promise<Verification> {
  // With one key: what another one does not find would pass for removed.
  const settings = { ...given, apiKeys: given.apiKeys.slice(0, 1) };
  for (const secret of [...settings.apiKeys, settings.tls.key, settings.tls.passphrase]) registerSecret(secret);
  const { now, elapsed, sleep, random, signal, hurry, onStep, onRemoval } = deps;
  const incidents = new Map<string, Observed>();
  const onResponse = (response: ApiResponse): void => {
    const incident = incidentOf(response, context.today);
    if (incident !== undefined && !incidents.has(incident.step)) incidents.set(incident.step, incident);
  };
  const { ask, close } = createAsk(settings, { now });
  const retrying = createRetryingAsk(ask, settings, { elapsed, sleep, random, onResponse, signal });
  const maxRetrySeconds = Math.min(settings.maxRetrySeconds, REMOVAL_RETRY_SECONDS);
  const client = createClient(
    { ...settings, maxRetrySeconds },
    { now, elapsed, sleep, random, ...(hurry && { signal: hurry }) },
  );
  let observed: readonly Observed[] | undefined;
  let left: Left = { users: [] };
  try {
    observed = await runScript(context, {
      ask: retrying,
      script,
      signal,
      certificate: hasClientCertificate(settings.tls),
      hurry,
      ...(onStep && { onStep }),
    });
  } finally {
    // Where no creation was sent there is nothing to look for.
    if (observed === undefined || observed.some(isCreation)) {
      onRemoval?.();
      left = await removeAll(client.serviceUsers, context, {
        isSure: observed?.every(hasResponse) ?? false,
        pause: () => sleep(SECOND_LOOK_MS, hurry),
      });
    }
    client.close();
    close();
  }
  const all = [...observed, ...incidents.values()];
  return { observed: all, ...decideAll(all), left, interrupted: signal.aborted };
}

/** Whether a user may have been made. */
const isCreation = ({ method, path, skipped }: Observed): boolean =>
  method === "POST" && path === "/user" && skipped === undefined;

/** Whether a creation left no doubt: the API itself said what became of it. */
function hasResponse(observed: Observed): boolean {
  const { status, foreign, unread } = observed;
  if (!isCreation(observed)) return true;
  return isDone(observed) ? unread === undefined : status !== undefined && status < 500 && foreign !== true;
}
