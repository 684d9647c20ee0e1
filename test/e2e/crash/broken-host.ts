/** The provider process and the engine of a run that breaks, as far as they can die in this process. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import fetch from "node-fetch";
import { API_PREFIX } from "../../../src/contract";
import { matchesPath } from "../../../src/emulator/core/faults";
import type { DynamicProvider } from "../../../src/provider/host/handlers";
import type { HostDeps } from "../../../src/provider/host/session";
import { steps } from "../../../src/provider/host/steps";
import { type Fault, isKill, type Mode } from "./faults";
import type { Scenario } from "./scenarios";
import type { CrashWorld } from "./world";

const KINDS = { "dropped before": "drop-before", "dropped after": "drop-after", "500": "status" } as const;

interface Request {
  readonly method: string;
  readonly path: string;
}

/** The request in which a step consists. */
export function requestOf(name: string): Request {
  const step = steps.find((each) => each.name === name);
  if (!step) throw new Error(`no step ${name}`);
  return step;
}

export class BrokenHost {
  isEngineAlive = true;
  /** Whether the request came that was to break. */
  hasStruck = false;
  readonly env: Record<string, string>;
  readonly client: NonNullable<HostDeps["client"]>;
  private readonly world: CrashWorld;
  private readonly fault: Fault;
  private readonly mode: Mode;
  private readonly scenario: Scenario;
  private readonly request: Request;
  private readonly kill = new AbortController();
  private cutOff: (why: Error) => void = () => undefined;
  /** Never answers; fails once nobody is left to answer, or to hear it. */
  private readonly dead = new Promise<never>((_resolve, reject) => {
    this.cutOff = reject;
  });
  private readonly underWay = new Set<Promise<unknown>>();
  private isSilent = false;
  /** The step whose request is next. */
  private step: string | undefined;
  /** The state file as the engine left it when it died; undefined while there was none. */
  private left: { text: string | undefined } | undefined;

  private constructor(world: CrashWorld, scenario: Scenario, fault: Fault, mode: Mode) {
    this.world = world;
    this.scenario = scenario;
    this.fault = fault;
    this.mode = mode;
    this.request = scenario.request ?? requestOf(scenario.step);
    this.dead.catch(() => undefined);
    this.client = { fetch: this.fetch as typeof fetch, signal: this.kill.signal, random: () => 0.001 };
    // A lost answer is looked for in any case; what is lost a second time only where there is time for a third.
    const isPatient = mode === "once" || isKill(fault) || scenario.also !== undefined;
    this.env = { DIGICERT_ONE_MAX_RETRY_SECONDS: isPatient ? "1" : "0" };
  }

  /** Sets the faults; they last until {@link CrashWorld.emulator} is told to forget them. */
  static async breaking(world: CrashWorld, scenario: Scenario, fault: Fault, mode: Mode): Promise<BrokenHost> {
    const host = new BrokenHost(world, scenario, fault, mode);
    for (const each of scenario.also ?? []) await world.emulator.addFault(each);
    if (fault in KINDS) {
      await world.emulator.addFault({
        match: { method: host.request.method, path: host.request.path },
        kind: KINDS[fault as keyof typeof KINDS],
        ...(fault === "500" && { status: 500 }),
        ...(mode !== "until the run is over" && { times: 1 }),
      });
    }
    return host;
  }

  /** A handler is about to take a step. */
  taking(step: string): void {
    this.step = step;
  }

  /** The provider, in a process that can die. */
  within(provider: DynamicProvider): DynamicProvider {
    const calls = Object.entries(provider).map(([name, call]) => [name, this.dying(call.bind(provider))] as const);
    return Object.fromEntries(calls) as unknown as DynamicProvider;
  }

  private dying(call: (...args: never[]) => Promise<unknown>) {
    return (...args: never[]) => {
      if (this.kill.signal.aborted || !this.isEngineAlive) return this.dead;
      const work = call(...args);
      const done = work.catch(() => undefined).finally(() => this.underWay.delete(done));
      this.underWay.add(done);
      return Promise.race([work, this.dead]);
    };
  }

  /** The run is over, what lived longer than its engine too; the state file is what the engine left. */
  async over(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    if (!this.left) return;
    if (this.left.text === undefined) rmSync(this.world.stateFile, { force: true });
    else writeFileSync(this.world.stateFile, this.left.text);
  }

  private readonly fetch = async (
    url: Parameters<typeof fetch>[0],
    init: Parameters<typeof fetch>[1],
  ): ReturnType<typeof fetch> => {
    if (this.isSilent) throw Object.assign(new Error("nothing answers"), { code: "ECONNRESET" });
    if (this.kill.signal.aborted) throw new Error("killed");
    const path = new URL(String(url)).pathname.slice(API_PREFIX.length);
    const isAt = ({ method, path: glob }: Request) => init?.method === method && matchesPath(glob, path);
    const { engineDiesAt } = this.scenario;
    if (engineDiesAt !== undefined && this.step === engineDiesAt && isAt(requestOf(engineDiesAt))) this.killEngine();
    const isHit = this.step === this.scenario.step && isAt(this.request);
    if (!isHit) return fetch(url, init);
    this.hasStruck = true;
    if (this.fault === "engine killed") this.killEngine();
    if (this.mode.endsWith("before the request")) throw this.killProvider();
    try {
      const response = await fetch(url, init);
      if (!this.mode.endsWith("after the request")) return response;
      await response.text();
    } finally {
      if (this.mode === "and nothing answers any more") this.isSilent = true;
    }
    throw this.killProvider();
  };

  private killEngine(): void {
    if (!this.isEngineAlive) return;
    this.isEngineAlive = false;
    this.left = { text: readIfThere(this.world.stateFile) };
    this.cutOff(new Error("the engine is gone"));
  }

  private killProvider(): Error {
    this.kill.abort();
    this.cutOff(new Error("error reading from server: EOF"));
    return new Error("killed");
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
