/** One program behind both hosts, a stack each: what is done to one is done to the other, and must come to the same. */
import { expect } from "vitest";
import { changed } from "../../e2e/digicert/stage";
import type { Run } from "../../e2e/stack";
import { callsOf } from "./compare";
import type { Host, HostStage, MakeHostStage } from "./stage";

export const hosts: readonly Host[] = ["dynamic", "native"];

/** What a run changes, and its calls. */
export interface Act {
  readonly steps: Readonly<Record<string, readonly string[]>>;
  readonly calls: readonly string[];
}

export interface BothHosts {
  readonly stages: Readonly<Record<Host, HostStage>>;
  setProgram(program: string): void;
  /** Moves the day of the emulators and of the runs. */
  on(day: string): Promise<void>;
  /** Hands back what comes of both. */
  both<T>(what: (stage: HostStage) => Promise<T>): Promise<T>;
  act(run: (stage: HostStage) => Promise<Run>): Promise<Act>;
}

export async function behindBoth(makeStage: MakeHostStage, program: string): Promise<BothHosts> {
  const stages = { dynamic: await makeStage("dynamic", program), native: await makeStage("native", program) };
  const both = async <T>(what: (stage: HostStage) => Promise<T>): Promise<T> => {
    const [dynamic, native] = [await what(stages.dynamic), await what(stages.native)];
    expect(native).toEqual(dynamic);
    return native;
  };
  return {
    stages,
    both,
    setProgram: (next) => {
      for (const host of hosts) stages[host].setProgram(next);
    },
    on: async (day) => {
      for (const host of hosts) {
        stages[host].stack.setEnv("DIGICERT_ONE_AS_OF", day);
        await stages[host].emulator.setClock(`${day}T12:00:00Z`);
      }
    },
    act: (run) =>
      both(async (stage) => {
        await stage.emulator.clearJournal();
        const steps = changed(await run(stage));
        return { steps, calls: await callsOf(stage.emulator) };
      }),
  };
}
