/** The ways in which a run breaks at one request. */
import fetch from "node-fetch";
import { API_PREFIX } from "../../src/contract";
import type { HostDeps } from "../../src/provider/host";
import type { World } from "./apply-harness";
import type { Request } from "./crash-scenarios";

export const faults = ["dropped before", "dropped after", "500", "provider killed", "engine killed"] as const;
export type Fault = (typeof faults)[number];

/** How long it lasts, or where exactly it strikes. */
export const modes: Readonly<Record<Fault, readonly string[]>> = {
  "dropped before": ["once", "until the run is over", "and nothing answers any more"],
  "dropped after": ["once", "until the run is over", "and nothing answers any more"],
  "500": ["once", "until the run is over", "and nothing answers any more"],
  "provider killed": ["before the request", "after the request"],
  "engine killed": ["at the request"],
};

/** A run that is to break: what its provider process is given, and whether anybody records its result. */
export interface Broken {
  deps: Partial<HostDeps>;
  env: Record<string, string>;
  isRecorded: boolean;
  /** Whether the fault struck. */
  struck(): boolean;
}

type Fetch = typeof fetch;

function isRequest({ method, path }: Request, url: string, actual: string | undefined): boolean {
  const pattern = `^${API_PREFIX}${path.replace(/\*/g, "[^/]+")}$`;
  return actual === method && new RegExp(pattern).test(new URL(url).pathname);
}

/** Breaks a run at a request. */
export async function breakAt(world: World, request: Request, fault: Fault, mode: string): Promise<Broken> {
  const { emulator } = world;
  if (fault === "dropped before" || fault === "dropped after" || fault === "500") {
    const kind = { "dropped before": "drop-before", "dropped after": "drop-after", "500": "status" } as const;
    await emulator.addFault({
      match: request,
      kind: kind[fault],
      ...(fault === "500" && { status: 500 }),
      ...(mode !== "until the run is over" && { times: 1 }),
    });
  }
  let hits = 0;
  let isDead = false;
  const kill = new AbortController();
  const watching: Fetch = async (url, init) => {
    const isHit = isRequest(request, String(url), init?.method);
    if (isDead) throw reset();
    if (isHit) hits += 1;
    if (isHit && fault === "engine killed") isDeadEngine = true;
    if (isHit && mode === "before the request") throw killed(kill);
    try {
      const response = await fetch(url, init);
      if (isHit && mode === "after the request") {
        await response.text();
        throw killed(kill);
      }
      return response;
    } finally {
      if (isHit && mode === "and nothing answers any more") isDead = true;
    }
  };
  let isDeadEngine = false;
  const isKilled = fault === "provider killed" || fault === "engine killed";
  return {
    deps: {
      engineAlive: () => Promise.resolve(!isDeadEngine),
      client: { fetch: watching, signal: kill.signal, random: () => 0.001 },
    },
    env: { ...world.env, DIGICERT_ONE_MAX_RETRY_SECONDS: mode === "once" || isKilled ? "5" : "0" },
    isRecorded: !isKilled,
    struck: () => hits > 0,
  };
}

/** The process is gone: this call and all later ones come to nothing. */
function killed(kill: AbortController): Error {
  kill.abort();
  return new Error("killed");
}

const reset = () => Object.assign(new Error("nothing answers"), { code: "ECONNRESET" });
